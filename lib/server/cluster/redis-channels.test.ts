import { describe, expect, it } from 'vitest';
import { startRedis, whyNoRedis } from '../../../testing/servers/redis-server.ts';
import { RedisChannels } from './redis-channels.ts';

const TIMEOUT_MS = 30_000;

/** What a Redis before 7 does not know. */
const OLD = ['SPUBLISH', 'SSUBSCRIBE', 'SUNSUBSCRIBE'].flatMap((name) => {
  return ['--rename-command', name, ''];
});

function open(url: string) {
  const said: string[] = [];
  const note = (_: object, message: string) => void said.push(message);
  const channels = new RedisChannels({
    url,
    log: { warn: note, error: note },
    random: Math.random,
  });
  return { channels, said };
}

describe.skipIf(whyNoRedis() !== null)('channels over Redis', () => {
  it(
    'carry what is published to whoever has subscribed, also once Redis has been away',
    async () => {
      const redis = await startRedis();
      const [here, there] = [open(redis.url), open(redis.url)];
      const heard: string[] = [];
      there.channels.subscribe('room', (text) => heard.push(text));
      const arrives = async (text: string) => {
        await expect
          .poll(() => {
            here.channels.publish('room', text);
            return heard.includes(text);
          })
          .toBe(true);
      };
      await arrives('one');
      await redis.kill();
      await expect.poll(() => here.channels.isUp).toBe(false);
      await redis.start();
      await arrives('two');
      expect(here.said).toEqual([
        expect.stringMatching(/^Redis does not serve: /),
        'Redis serves again',
      ]);
      for (const { channels } of [here, there]) await channels.close();
      await redis.remove();
    },
    TIMEOUT_MS,
  );

  it(
    'say that a Redis is too old, and are down',
    async () => {
      const redis = await startRedis(OLD);
      const { channels, said } = open(redis.url);
      channels.subscribe('room', () => undefined);
      await expect.poll(() => said.length).toBe(1);
      expect(said[0]).toMatch(/^REDIS_URL: this Redis has no sharded publish and subscribe; use /);
      expect(channels.isUp).toBe(false);
      channels.publish('room', 'lost');
      channels.subscribe('another', () => undefined)();
      await channels.close();
      await redis.remove();
      expect(said).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
