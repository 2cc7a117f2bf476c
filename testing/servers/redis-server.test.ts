import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startRedis, whyNoRedis } from './redis-server.ts';

async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().trim();
}

it('a Redis for tests is frozen, killed and started anew, and keeps nothing then', async ({
  skip,
}) => {
  const missing = whyNoRedis();
  skip(missing !== null && process.env['CI'] === undefined, missing ?? '');
  const redis = await startRedis();
  expect(await ask(redis.port, 'SET a 1')).toBe('+OK');
  redis.freeze();
  const frozen = ask(redis.port, 'DEL b');
  redis.thaw();
  expect(await frozen).toBe(':0');
  await redis.kill();
  await redis.start();
  expect(await ask(redis.port, 'GET a')).toBe('$-1');
  await redis.stop();
  await redis.remove();
}, 30_000);
