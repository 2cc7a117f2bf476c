import { gzipSync } from 'node:zlib';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard } from './support/board-page.ts';

// What is shipped does not depend on who asks.
/** All scripts of an empty page of this Next, gzipped, without the polyfills that no browser of today loads. */
const EMPTY_PAGE_BYTES = 135_000;
const ROOM_BYTES = 40_000;

test('a room’s page ships at most 40 kB of script more than an empty page', async ({
  server,
  player,
}) => {
  const { code } = await createBoard(server);
  const scripts = new Map<string, Promise<Buffer>>();
  player.page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.set(response.url(), response.body());
  });
  await player.open(`/r/${code}`);
  await new BoardPage(player).expectLive();
  const bodies = await Promise.all(scripts.values());
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(EMPTY_PAGE_BYTES / 2);
  expect(bytes).toBeLessThanOrEqual(EMPTY_PAGE_BYTES + ROOM_BYTES);
});
