/**
 * What the home page's form says: the name, and players from any number of `players` fields, each with one name a line
 * (or separated by commas). Empty lines are nobody.
 */
export function parseRoomForm(body: string): { name: string; players: string[] } {
  const fields = new URLSearchParams(body);
  const players = fields
    .getAll('players')
    .flatMap((text) => text.split(/[\r\n,;]+/))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return { name: fields.get('name') ?? '', players };
}
