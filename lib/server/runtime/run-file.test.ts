import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempDirectory } from '../storage/testing/temp-directory.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

const http = createServer();
let directory: Awaited<ReturnType<typeof tempDirectory>>;
let path: string;

beforeEach(async () => {
  directory = await tempDirectory();
  path = join(directory.path, 'running.json');
  await new Promise<void>((resolve) => http.listen(0, '0.0.0.0', resolve));
});

const written = () => JSON.parse(readFileSync(path, 'utf8')) as object;

afterEach(async () => {
  await new Promise((resolve) => http.close(resolve));
  await directory[Symbol.asyncDispose]();
});

it('says where the server can be asked, to its owner only', () => {
  writeRunFile(directory.path, http, 'secret');
  const found = written();
  expect(found).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    pid: process.pid,
    secret: 'secret',
  });
  const ofAnother = { ...found, pid: process.ppid };
  writeFileSync(path, JSON.stringify(ofAnother));
  expect(readRunFile(directory.path)).toEqual(ofAnother);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('goes with its server, but not with another one', () => {
  writeRunFile(directory.path, http, 'secret');
  const other = { ...written(), pid: process.pid + 1 };
  writeFileSync(path, JSON.stringify(other));
  removeRunFile(directory.path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(other);
  writeRunFile(directory.path, http, 'secret');
  removeRunFile(directory.path);
  expect(existsSync(path)).toBe(false);
});

it('is nothing when the server was killed, or when it cannot be read', () => {
  // In a container the one that was killed and the one that asks have the same number.
  writeRunFile(directory.path, http, 'secret');
  expect(readRunFile(directory.path)).toBeNull();
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(path, JSON.stringify({ url: 'http://127.0.0.1:1', pid, secret: 'secret' }));
  expect(readRunFile(directory.path)).toBeNull();
  writeFileSync(path, '{"url":');
  expect(readRunFile(directory.path)).toBeNull();
  writeFileSync(path, '{"url":1}');
  expect(readRunFile(directory.path)).toBeNull();
});
