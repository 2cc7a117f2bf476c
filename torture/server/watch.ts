import { Connection } from '#lib/server/socket/connection.ts';
import type { RoomStorage } from '#lib/server/storage/room-storage.ts';
import type { Torment } from './kill-points.ts';

/**
 * The moments of a commit that a room sees, and what a storage finds wrong with one: the room would recover from that, and
 * whoever asked would only ask again.
 */
export function watchCommits(
  rooms: RoomStorage,
  torment: Torment,
  onFailure: (error: unknown) => void,
): RoomStorage {
  const commit: RoomStorage['commit'] = async (what) => {
    torment.pass('decided');
    const written = rooms.commit(what);
    // By then the storage has passed it on.
    setImmediate(() => setImmediate(() => torment.pass('handed')));
    written.catch(onFailure);
    const result = await written;
    torment.pass('answered');
    return result;
  };
  return new Proxy(rooms, {
    get(target, name) {
      if (name === 'commit') return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The two moments that only the connections see. */
export function watchConnections(torment: Torment): void {
  before('receive', (event) => {
    if (event === 'push') torment.pass('received');
  });
  before('hear', () => torment.pass('told'));
}

function before(name: 'receive' | 'hear', pass: (first: unknown) => void): void {
  const method = Reflect.get(Connection.prototype, name) as (...args: unknown[]) => void;
  Reflect.set(Connection.prototype, name, function passed(this: Connection, ...args: unknown[]) {
    pass(args[0]);
    Reflect.apply(method, this, args);
  });
}
