import fc from 'fast-check';
import { LIMITS } from '#lib/protocol/limits.ts';
import { SCORING_POLICIES, TIE_RULES } from '#lib/protocol/settings.ts';
import { BoardDraft, type Applied, type Operation, type PastEvent, type Scores } from '../apply.ts';
import { createBoard, type Board } from '../board.ts';

export function testBoard(players: readonly string[] = ['Ada', 'Grace', 'Linus']): Board {
  return createBoard({ code: 'CCCCCC', name: 'Quiz night', epoch: 7, players });
}

/** An operation as a draw names it: `pick` chooses an event or generation out of those that there are by then. */
type Drawn =
  Operation | { readonly type: 'undo-any' | 'redo-any' | 'restore-any'; readonly pick: number };

const player = fc.integer({ min: 1, max: 7 });
const device = fc.constantFrom('phone', 'tablet', 'laptop');
const name = fc.constantFrom('Ada', 'ADA', 'Ken', 'Grace', 'Barbara', 'Edsger', 'Tony');
const of = <Type extends string, Shape extends object>(
  type: Type,
  shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
) => fc.record({ type: fc.constant(type), ...shape }) as unknown as fc.Arbitrary<never>;

export const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  {
    weight: 12,
    arbitrary: of('score', {
      player,
      delta: fc.constantFrom(-LIMITS.delta, -3, -1, 1, 1, 2, 5, LIMITS.delta),
    }),
  },
  of('add-players', { names: fc.array(name, { minLength: 1, maxLength: 2 }) }),
  of('change-player', {
    player,
    name,
    colour: fc.option(fc.integer({ min: 0, max: 11 })),
    shape: fc.option(fc.integer({ min: 0, max: 7 })),
  }),
  of('order-players', { players: fc.array(player, { minLength: 1, maxLength: 5 }) }),
  { weight: 2, arbitrary: of('merge-players', { player, into: player }) },
  of('remove-player', { player }),
  { weight: 2, arbitrary: of('restore-player', { player }) },
  of('take-part', { name, device }),
  { weight: 2, arbitrary: of('claim-player', { player, device }) },
  of('release-player', { player }),
  of('block-claim', { player, blocked: fc.boolean() }),
  of('move-device', { from: device, to: device }),
  of('set-score', { player, score: fc.constantFrom(-5, 0, 3, LIMITS.score) }),
  { weight: 3, arbitrary: of('undo-any', { pick: fc.nat() }) },
  { weight: 3, arbitrary: of('redo-any', { pick: fc.nat() }) },
  of('reset', {}),
  of('reset-player', { player }),
  of('restore-any', { pick: fc.nat() }),
  of('rename-room', { name }),
  of('change-settings', {
    settings: fc.record({
      scoring: fc.constantFrom(...SCORING_POLICIES),
      wins: fc.constantFrom('high' as const, 'low' as const),
      ties: fc.constantFrom(...TIE_RULES),
      floor: fc.boolean(),
    }),
  }),
);

/** Applies drawn operations one after the other, and remembers what happened. */
export class Play {
  readonly events: (PastEvent & { score: number; undoneBy: number | null })[] = [];
  readonly archives: Scores[] = [];
  readonly draft: BoardDraft;

  constructor(start: Board) {
    this.draft = new BoardDraft(start);
  }

  /** What came of it; null where it was refused or there was nothing that it could be about. */
  do(drawing: Drawn): Applied | null {
    const operation = this.#operationOf(drawing);
    if (operation === null) return null;
    const result = this.draft.apply(operation);
    if (!result.ok) return null;
    const { events, undone, ended } = result.value;
    for (const event of events) this.events.push({ ...event, undoneBy: null });
    if (undone !== null) {
      const index = this.events.findIndex(({ version }) => version === undone.event);
      const event = this.events[index];
      if (event !== undefined) this.events[index] = { ...event, undoneBy: undone.by };
    }
    if (ended !== null) this.archives.push(ended);
    return result.value;
  }

  #operationOf(drawing: Drawn): Operation | null {
    if (!('pick' in drawing)) return drawing;
    const { type, pick } = drawing;
    if (type === 'restore-any') {
      const scores = this.archives[pick % Math.max(1, this.archives.length)];
      return scores === undefined ? null : { type: 'restore-generation', scores };
    }
    const event = this.events[pick % Math.max(1, this.events.length)];
    if (event === undefined) return null;
    return { type: type === 'undo-any' ? 'undo' : 'redo', event };
  }
}
