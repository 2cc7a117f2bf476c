import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRunFile } from '#lib/server/runtime/run-file.ts';
import { openSqliteStorage, type OpenStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import {
  commitOf,
  createRoom,
  tap,
  testBoard,
} from '#lib/server/storage/testing/storage-test-kit.ts';
import { runScript } from '../testing/run-script.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'scoreroom-backup-'));
  const storage = await openStorage();
  const board = testBoard('AAAAAA');
  const roomId = await createRoom(storage.rooms, board);
  await storage.rooms.commit(commitOf(roomId, board, [tap(1, 1), tap(2, 1)]));
  await storage.close();
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const openStorage = (): Promise<OpenStorage> =>
  openSqliteStorage({ file: join(dataDir, 'scoreroom.db') });

const environment = () => ({ ...process.env, DATA_DIR: dataDir });

function run(script: 'backup' | 'restore', ...parameters: string[]) {
  return runScript(script, parameters, { DATA_DIR: dataDir });
}

describe('npm run backup', () => {
  it('copies the database itself where no server runs, and says what it holds', () => {
    const { status, stdout } = run('backup');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Backed up 1 board with 2 score events to .*backups\/scoreroom-\d{8}-\d{6}\.db \(.* kB; last change: 20.* UTC\)\.\n$/,
    );
  });

  it('writes to the file that is named, and never over one', () => {
    const file = join(dataDir, 'mine.db');
    expect(run('backup', file).stdout).toContain(` to ${file} `);
    expect(run('backup', file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `${file} is there already. Name another file, or move that one away.\n`,
    });
  });

  it('says in one line what is wrong', () => {
    rmSync(join(dataDir, 'scoreroom.db'));
    const nothing = run('backup');
    expect(nothing.status).toBe(1);
    expect(nothing.stderr).toMatch(
      /^.*scoreroom\.db is not there, so there is nothing to back up\.\n$/,
    );
    expect(run('backup', '--help')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Usage: /),
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('refuses a database that somebody else has open', async () => {
    const storage = await openStorage();
    const { status, stderr } = run('backup');
    expect(status).toBe(1);
    expect(stderr).toMatch(/ is in use by another process\..*\n$/);
    await storage.close();
  });

  describe('with a server', () => {
    let http: Server;
    let asked: { readonly authorization: string | undefined; readonly body: string }[];
    let answer: { readonly status: number; readonly body: object };

    beforeEach(async () => {
      asked = [];
      http = createServer((request, response) => void respond(request, response));
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      writeRunFile(dataDir, http, 'the secret');
    });

    afterEach(() => new Promise((resolve) => http.close(resolve)));

    async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const body = Buffer.concat(await request.toArray()).toString();
      asked.push({ authorization: request.headers.authorization, body });
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        connection: 'close',
      });
      response.end(JSON.stringify(answer.body));
    }

    /** Without holding up this process, which is the server. */
    async function backUp(...parameters: string[]) {
      const argv = ['scripts/backup.ts', ...parameters];
      const child = spawn(process.execPath, argv, { env: environment() });
      const output = Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
      const [status] = (await once(child, 'close')) as [number];
      const [stdout, stderr] = (await output).map((chunks) => Buffer.concat(chunks).toString());
      return { status, stdout, stderr };
    }

    it('asks it by the secret of the run file', async () => {
      const file = join(dataDir, 'mine.db');
      answer = {
        status: 201,
        body: { file, bytes: 1_234_567, rooms: 2, events: 3, newestChangeAt: null },
      };
      expect(await backUp(file)).toEqual({
        status: 0,
        stdout: `Backed up 2 boards with 3 score events to ${file} (1.2 MB; last change: never).\n`,
        stderr: '',
      });
      expect(asked).toEqual([
        { authorization: 'Bearer the secret', body: JSON.stringify({ file }) },
      ]);
    });

    it('passes on why there is none', async () => {
      answer = { status: 503, body: { detail: 'The disk is full. There is no new backup.' } };
      expect(await backUp()).toEqual({
        status: 1,
        stdout: '',
        stderr: 'The disk is full. There is no new backup.\n',
      });
    });

    it('copies the database itself where the process is another one by now', async () => {
      answer = { status: 401, body: { detail: 'Sign in at /admin.' } };
      expect((await backUp()).stdout).toMatch(/^Backed up 1 board /);
    });

    it('is in the way of a restore', () => {
      const { status, stderr } = run('restore', 'any.db');
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^A Scoreroom runs on .* Stop it, then restore; nothing was changed\.\n$/,
      );
    });
  });
});

describe('npm run restore', () => {
  it('puts the backup in place, and says what it lacks and what comes next', async () => {
    const file = join(dataDir, 'mine.db');
    run('backup', file);
    const storage = await openStorage();
    const room = await storage.rooms.load('AAAAAA');
    if (room === null) throw new Error('it is there');
    await storage.rooms.commit(commitOf(room.roomId, room.board, [tap(1, 1)]));
    await storage.close();
    const { status, stdout } = run('restore', file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Restored 1 board with 2 score events from .*mine\.db; last change: /);
    expect(stdout).toMatch(/What was there before is in .*scoreroom-replaced-/);
    expect(stdout).toContain('\n  AAAAAA: 1 change not in the backup\n');
    expect(stdout).toContain('taps that were acknowledged after the backup are gone.');
    const restored = await openStorage();
    const found = await restored.rooms.load('AAAAAA');
    expect(found?.board.version).toBe(room.board.version);
    expect(found?.board.epoch).toBeGreaterThan(room.board.epoch);
    await restored.close();
  });

  it('says in one line what is wrong', () => {
    expect(run('restore')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^Usage: /) });
    const file = join(dataDir, 'text.db');
    writeFileSync(file, 'This is not a database. '.repeat(1_000));
    expect(run('restore', file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `${file} is no backup of Scoreroom. Nothing was changed.\n`,
    });
  });
});
