/** Whether a body in this coding may be sent to whoever sent this `Accept-Encoding`. */
export function acceptsCoding(header: string | string[] | undefined, coding: string): boolean {
  if (header === undefined) return false;
  const text = typeof header === 'string' ? header : header.join(',');
  let any = false;
  for (const entry of text.toLowerCase().split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const isRefused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
    if (name === coding) return !isRefused;
    if (name === '*') any = !isRefused;
  }
  return any;
}
