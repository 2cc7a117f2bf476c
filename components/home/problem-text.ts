import { CODE_LENGTH } from '#lib/protocol/code.ts';
import { LIMITS } from '#lib/protocol/limits.ts';

export type ProblemPlace = 'name' | 'players' | 'code' | 'form';

export interface HomeProblem {
  readonly place: ProblemPlace;
  readonly text: string;
}

/** What `/new` and `/join` say by `?problem=…`, in words and beside the field it is about. */
export function homeProblem(kind: string | undefined): HomeProblem | null {
  switch (kind) {
    case undefined:
      return null;
    case 'name':
      return {
        place: 'name',
        text: `Give the board a name of 1 to ${LIMITS.nameGraphemes} visible characters.`,
      };
    case 'players':
      return {
        place: 'players',
        text: `At most ${LIMITS.players} players, each with a name of up to ${LIMITS.nameGraphemes} visible characters.`,
      };
    case 'name_taken':
      return {
        place: 'players',
        text: 'Two of these players have the same name, or one that looks the same. Give one of them another.',
      };
    case 'code':
      return {
        place: 'code',
        text: `A code has ${CODE_LENGTH} letters and digits, such as K7WX4C.`,
      };
    case 'too_large':
      return { place: 'players', text: 'That is more text than one board can hold.' };
    case 'storage_unavailable':
      return { place: 'form', text: 'The board cannot be saved right now. Try again in a moment.' };
    case 'draining':
      return { place: 'form', text: 'The server is restarting. Try again in a moment.' };
    case 'foreign_origin':
      return { place: 'form', text: 'Open this page at its own address and try again.' };
    default:
      return { place: 'form', text: 'The board was not made. Try again.' };
  }
}
