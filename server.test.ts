import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const dataDir = mkdtempSync(join(tmpdir(), 'scoreroom-start-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

function start(environment: Record<string, string>) {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production' };
  Object.assign(env, { HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir }, environment);
  const { status, stderr } = spawnSync(process.execPath, ['server.ts'], {
    env,
    encoding: 'utf8',
    timeout: 12_000,
  });
  return { status, lines: stderr.trim().split('\n') };
}

describe('a start that cannot succeed', () => {
  it('names a wrong variable in one line', () => {
    expect(start({ PORT: 'http' })).toEqual({
      status: 1,
      lines: ['Scoreroom cannot start. PORT: must be a port from 0 to 65535.'],
    });
  });

  it('names a file that is no database, in one line', () => {
    const folder = mkdtempSync(join(dataDir, 'foreign-'));
    writeFileSync(join(folder, 'scoreroom.db'), 'This is not a database. '.repeat(1000));
    const { status, lines } = start({ DATA_DIR: folder });
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('scoreroom.db');
  });

  it('names a data folder that cannot be made, in one line', () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    const { status, lines } = start({ DATA_DIR: join(file, 'below') });
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
  });
});
