import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { browserEnvironment } from '../connection/environment.ts';
import { randomDraw, randomToken } from '../connection/random.ts';
import { socketIo } from '../connection/socket-io.ts';
import { createBrowserFrames } from './frames.ts';
import { IdbOutbox } from './idb-outbox.ts';
import type { RoomStore } from './room-state.ts';
import { createRoomStore } from './room-store.ts';
import { browserSiblings } from './siblings.ts';
import { browserTabToken } from './tab-token.ts';

/** The store of one room in a browser. On a server it can be made and read, and must not be started. */
export function createBrowserRoomStore(snapshot: Snapshot, you: You | null): RoomStore {
  return createRoomStore({
    snapshot,
    you,
    sockets: socketIo,
    environment: browserEnvironment,
    clock: systemClock,
    frames: createBrowserFrames(),
    random: randomDraw,
    newToken: randomToken,
    siblings: browserSiblings(snapshot.code),
    openOutbox: () => {
      return IdbOutbox.open({
        room: snapshot.code,
        clock: systemClock,
        newToken: randomToken,
        tabToken: browserTabToken(snapshot.code),
      });
    },
  });
}
