/** Of one node, unless somebody says otherwise. */
export const DEFAULT_CONNECTIONS = 10;

/** Whether it names a database of a PostgreSQL server. */
export function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname } = new URL(text);
  return /^postgres(ql)?:$/.test(protocol) && pathname.length > 1;
}

/** The database as people may read it: without the password, and whatever else stands in the URL. */
export function placeOfDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname === '' ? 'localhost' : hostname}:${port === '' ? '5432' : port}${pathname}`;
}
