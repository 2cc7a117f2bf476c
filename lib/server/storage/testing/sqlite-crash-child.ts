import type { Board } from '#lib/board/board.ts';
import { assert } from '#lib/shared/assert.ts';
import type { RoomStorage } from '../room-storage.ts';
import { openSqliteStorage } from '../sqlite/sqlite-storage.ts';
import { clientId, commitOf, createRoom, tap, testBoard } from './storage-test-kit.ts';

// The program that the crash tests kill: rooms that commit as fast as they can. It says on stdout what it was
// promised, as lines of JSON; a line is written only when the promise has resolved.

const ROOMS = 12;
const RETRY_MS = 10;

const file = process.argv[2];
assert(file !== undefined, 'usage: sqlite-crash-child.ts FILE');
// Where a test limits the size of files, the kernel's refusal is to reach SQLite and not to end the process.
process.on('SIGXFSZ', () => undefined);

const { rooms: storage } = await openSqliteStorage({ file });
say({ open: true });
await Promise.all(Array.from({ length: ROOMS }, (_, room) => play(storage, `ROOM${10 + room}`)));

async function play(kept: RoomStorage, code: string): Promise<void> {
  let room = await load(kept, code);
  const client = clientId(room.roomId);
  for (let id = (await kept.loadMark(room.roomId, client)) + 1; ; id += 1) {
    const steps = [tap(1 + (id % 2), id, { clientId: client, id }), tap(2, -1)];
    const commit = commitOf(room.roomId, room.board, steps);
    try {
      assert((await kept.commit(commit)) === 'committed', 'nobody else commits');
      room = { roomId: room.roomId, board: commit.after };
      say({ code, version: commit.after.version, id });
    } catch (error: unknown) {
      say({ code, failed: error instanceof Error ? error.message : String(error) });
      await kept.check().then(
        () => say({ check: 'open' }),
        () => say({ check: 'shut' }),
      );
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      room = await load(kept, code);
      id = await kept.loadMark(room.roomId, client);
    }
  }
}

async function load(kept: RoomStorage, code: string): Promise<{ roomId: number; board: Board }> {
  const room = await kept.load(code);
  if (room !== null) return room;
  const board = testBoard(code);
  return { roomId: await createRoom(kept, board), board };
}

function say(line: object): void {
  // Node writes to a pipe before it returns (on POSIX), waiting where the pipe is full.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
