import type { Actor } from '#lib/board/actor.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { MutationRef } from '../storage/room-storage.ts';

/** An action as it is asked for. */
export interface Ask {
  readonly actor: Actor;
  readonly action: Action;
  /** The mutation that the action is: the first and only one of a client of its own. */
  readonly by: MutationRef;
  /** Whether it counts once under its idempotency key, which is then `by.clientId`. */
  readonly isKeyed: boolean;
  /** The client whose last tap `undo-own` is about, where that is known. */
  readonly lane: string | null;
}
