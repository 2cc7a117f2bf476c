import type { Action } from '#lib/protocol/actions.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { AuditEntry, Directory } from '../directory/directory.ts';
import type { Visit } from './access.ts';

export interface AuditOptions {
  readonly directory: Pick<Directory, 'record'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly onBug: (error: unknown) => void;
}

/** Something that was done in a room, and is done: recording it can change nothing about that. */
export interface Deed {
  /** Null where the room is gone. */
  readonly roomId: number | null;
  readonly code: string;
  readonly action: string;
  readonly detail?: AuditEntry['detail'];
}

/** Records what hosts, scorekeepers and admins do in rooms. What participants do stands in the score log. */
export class Audit {
  readonly #options: AuditOptions;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  async record(
    { actor, isAdmin }: Visit,
    { roomId, code, action, detail = {} }: Deed,
  ): Promise<void> {
    if (!isAdmin && actor.role !== 'host' && actor.role !== 'scorekeeper') return;
    const { directory, clock, onBug } = this.#options;
    const by = isAdmin ? 'admin' : actor.role;
    const who = [actor.label, actor.deviceName].filter((part) => part !== null).join(', ');
    const at = clock.now();
    await directory
      .record({ at, roomId, code, by, who: who === '' ? actor.device : who, action, detail })
      .catch(onBug);
  }
}

/** What the record keeps of an action: what it was about, in a few words. */
export function detailOf(action: Action): AuditEntry['detail'] {
  switch (action.type) {
    case 'add-players':
      return { names: action.names.slice(0, 5), count: action.names.length };
    case 'order-players':
      return { count: action.players.length };
    // It is shown on every screen, and kept nowhere.
    case 'announce':
      return {};
    default: {
      const { type: _, ...detail } = action;
      return detail;
    }
  }
}
