import { playerOfDevice } from '#lib/board/player-of-device.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Runtime } from '../runtime/current.ts';
import type { Asker, PageSource, VisitedAdmin, VisitedRoom } from './page-source.ts';
import type { OverviewQuery } from '#lib/protocol/admin.ts';

type Served = Pick<Runtime, 'rooms' | 'access' | 'admin' | 'credentialsOf' | 'publicOrigin'>;

/** What pages ask for, straight from the server that runs in this process. */
export class OwnPageSource implements PageSource {
  readonly #server: Served;

  constructor(server: Served) {
    this.#server = server;
  }

  async room(code: string, asker: Asker): Promise<VisitedRoom> {
    const { rooms, access } = this.#server;
    const headers = new Headers(asker);
    const credentials = this.#server.credentialsOf(headers);
    try {
      return await rooms.withRoom(code, async (room): Promise<VisitedRoom> => {
        const { actor } = await access.visit(room, credentials);
        const player = playerOfDevice(room.board, actor.device)?.id ?? null;
        return {
          kind: 'in',
          snapshot: room.snapshot(),
          you: { role: actor.role, player },
          origin: this.#server.publicOrigin(headers),
        };
      });
    } catch (error) {
      if (!(error instanceof ScoreroomError)) throw error;
      switch (error.kind) {
        case 'room_not_found':
          return { kind: 'missing' };
        case 'pin_required':
          return { kind: 'pin' };
        case 'room_locked':
          return { kind: 'locked' };
        default:
          throw error;
      }
    }
  }

  async admin(query: OverviewQuery, asker: Asker): Promise<VisitedAdmin> {
    const { admin } = this.#server;
    const { admin: session } = this.#server.credentialsOf(new Headers(asker));
    const isAdmin = session !== null && (await admin.sessions.isAdmin(session)) !== null;
    if (!isAdmin) return { kind: 'sign-in', isPasswordSet: await admin.password.isSet() };
    return { kind: 'in', rooms: await admin.overview.page(query), figures: admin.figures() };
  }
}
