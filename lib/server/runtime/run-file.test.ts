import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempDirectory } from '../storage/temp-directory.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

const http = createServer();
let directory: Awaited<ReturnType<typeof tempDirectory>>;
let path: string;

beforeEach(async () => {
  directory = await tempDirectory();
  path = join(directory.path, 'running.json');
  await new Promise<void>((resolve) => http.listen(0, '0.0.0.0', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => http.close(resolve));
  await directory[Symbol.asyncDispose]();
});

it('says where the server can be asked, to its owner only', () => {
  writeRunFile(directory.path, http, 'secret');
  const found = readRunFile(directory.path);
  expect(found).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    pid: process.pid,
    secret: 'secret',
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('goes with its server, but not with another one', () => {
  writeRunFile(directory.path, http, 'secret');
  const other = { ...readRunFile(directory.path), pid: process.pid + 1 };
  writeFileSync(path, JSON.stringify(other));
  removeRunFile(directory.path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(other);
  writeRunFile(directory.path, http, 'secret');
  removeRunFile(directory.path);
  expect(existsSync(path)).toBe(false);
});

it('is nothing when the server was killed, or when it cannot be read', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(path, JSON.stringify({ url: 'http://127.0.0.1:1', pid, secret: 'secret' }));
  expect(readRunFile(directory.path)).toBeNull();
  writeFileSync(path, '{"url":');
  expect(readRunFile(directory.path)).toBeNull();
  writeFileSync(path, '{"url":1}');
  expect(readRunFile(directory.path)).toBeNull();
});
