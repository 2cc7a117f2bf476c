/** A room's code is its number in the simulation. */
export function codeOf(room: number): string {
  return String(room);
}

export function roomOf(code: string): number {
  return Number(code);
}
