/** Up to so many lanes all of them are in the document. */
const WHOLE_BOARD = 200;

/** Whether a board is so long that only the lanes near the window are in the document. */
export function isWindowed(players: number): boolean {
  return players > WHOLE_BOARD;
}
