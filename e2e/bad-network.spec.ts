import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, readBoard } from './support/board-page.ts';

test('where WebSockets are blocked, long polling carries the taps', async ({
  server,
  host,
  player,
}) => {
  const { code } = await createBoard(server, ['Ada']);
  // As a proxy that lets no upgrade through: the constructor is there, and every connection fails.
  await host.page.addInitScript(() => {
    window.WebSocket = class extends EventTarget {
      readonly readyState = 3;
      onerror: ((event: Event) => void) | null = null;
      onclose: ((event: CloseEvent) => void) | null = null;
      constructor() {
        super();
        setTimeout(() => {
          this.onerror?.(new Event('error'));
          this.onclose?.(new CloseEvent('close', { code: 1006 }));
        });
      }
      send(): void {}
      close(): void {}
    } as unknown as typeof WebSocket;
  });
  await host.open(`/r/${code}`);
  await player.open(`/r/${code}`);
  const [polling, other] = [new BoardPage(host), new BoardPage(player)];
  await polling.expectLive();
  await other.expectLive();
  await polling.tap('Ada', 3);
  await other.expectScore('Ada', 3);
  await other.tap('Ada', 2);
  await polling.expectScore('Ada', 5);
});

test(
  'the code of the socket comes after the first paint, and taps made before it count',
  { tag: '@once' },
  async ({ server, host }) => {
    const { code } = await createBoard(server, ['Ada']);
    const { page } = host;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    let isPainted = true;
    await page.route(/\/_next\/static\/.*\.js/, async (route) => {
      const response = await route.fetch();
      if ((await response.text()).includes('.EIO=')) {
        isPainted &&= await page.evaluate(
          () => performance.getEntriesByName('first-contentful-paint').length > 0,
        );
        ask();
        await released;
      }
      await route.fulfill({ response });
    });
    await page.addInitScript(() => {
      const words = new Set<string>();
      Object.assign(window, { words });
      new MutationObserver(() => {
        words.add(document.querySelector('.link-state')?.textContent ?? '');
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    // Not until all is loaded: that is what it waits for here.
    await page.goto(`${server.url}/r/${code}`, { waitUntil: 'commit' });
    await asked;
    const board = new BoardPage(host);
    await board.tap('Ada', 3);
    await board.expectScore('Ada', 3);
    await expect(page.getByText('3 taps not sent yet')).toBeVisible();
    expect(isPainted).toBe(true);
    release();
    await board.expectLive();
    await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(3);
    const words = await page.evaluate(() => [
      ...(window as unknown as { words: Set<string> }).words,
    ]);
    expect(words.filter((word) => word !== '')).toEqual(['Connecting…', 'Live']);
  },
);

test('taps made before any script of the page is there count once', async ({
  server,
  host,
  can,
}) => {
  test.skip(!can.setOffline, 'this driver cannot keep a page from its scripts');
  const { code } = await createBoard(server, ['Ada', 'Grace']);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await host.page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  await host.page.goto(`${server.url}/r/${code}`, { waitUntil: 'commit' });
  const board = new BoardPage(host);
  await board.tap('Ada', 3);
  await board.minus('Grace').click();
  // What works without scripts is not done a second time.
  await host.page.getByRole('button', { name: `Share this board, code ${code}` }).click();
  await host.page.getByRole('button', { name: 'Back to the board' }).click();
  await board.expectScore('Ada', 0);
  release();
  await board.expectLive();
  await expect(host.page.getByRole('dialog')).toBeHidden();
  await board.tap('Ada');
  await expect
    .poll(async () => (await readBoard(server, code)).players.map(({ score }) => score))
    .toEqual([4, -1]);
});

test('the server is killed under tapping and started again: every tap counts exactly once', async ({
  server,
  host,
  player,
}) => {
  // Three lives of a server, and three reconnections.
  test.slow();
  const { code } = await createBoard(server, ['Ada']);
  await host.open(`/r/${code}`);
  await player.open(`/r/${code}`);
  const [one, other] = [new BoardPage(host), new BoardPage(player)];
  await one.expectLive();
  await other.expectLive();
  let taps = 0;
  for (let round = 0; round < 3; round += 1) {
    await one.tap('Ada', 5);
    await server.kill();
    // Nobody is there, and the taps count all the same.
    await one.tap('Ada', 4);
    await other.tap('Ada', 3);
    taps += 12;
    await server.start();
    await one.expectLive();
    await other.expectLive();
    await one.expectScore('Ada', taps);
    await other.expectScore('Ada', taps);
  }
  await expect(host.page.getByText('not sent yet')).toHaveCount(0);
  expect((await readBoard(server, code)).players[0]?.score).toBe(taps);
});

test('taps made while the server is away are told, outlive a reload, and arrive once', async ({
  server,
  host,
  player,
  engine,
}) => {
  test.skip(
    engine.kind === 'found' && engine.driver === 'bridge',
    'a private MiniBrowser cannot reload a page while its server is away and keep what it stored',
  );
  const { code } = await createBoard(server, ['Ada']);
  await host.open(`/r/${code}`);
  const board = new BoardPage(host);
  await board.expectLive();
  await board.tap('Ada');
  await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(1);

  await server.kill();
  await expect(host.page.getByText('Reconnecting…')).toBeVisible();
  await board.tap('Ada', 4);
  await expect(host.page.getByText('4 taps not sent yet')).toBeVisible();
  await board.expectScore('Ada', 5);

  // The tab goes to the home of another browser page and comes back once the server does.
  await host.page.goto('about:blank');
  await server.start();
  await host.open(`/r/${code}`);
  await board.expectLive();
  await board.expectScore('Ada', 5);
  await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(5);
  await player.open(`/r/${code}`);
  await new BoardPage(player).expectScore('Ada', 5);
});

test('two tabs of one browser count as two, and lose nothing', async ({ server, host, can }) => {
  test.skip(!can.openTabs, 'this driver has one page for each browser');
  const { code } = await createBoard(server, ['Ada']);
  await host.open(`/r/${code}`);
  const second = await host.page.context().newPage();
  await second.goto(`${server.url}/r/${code}`);
  const [one, other] = [new BoardPage(host), new BoardPage({ page: second })];
  await one.expectLive();
  await other.expectLive();
  await server.kill();
  await Promise.all([one.tap('Ada', 6), other.tap('Ada', 7)]);
  await server.start();
  await one.expectScore('Ada', 13);
  await other.expectScore('Ada', 13);
  expect((await readBoard(server, code)).players[0]?.score).toBe(13);
});

test('taps of a board that was reset meanwhile are refused, and the person is told', async ({
  server,
  host,
  can,
}) => {
  test.skip(!can.setOffline, 'this driver cannot keep a page from the network');
  const { code, hostKey } = await createBoard(server, ['Ada']);
  await host.open(`/r/${code}`);
  const board = new BoardPage(host);
  await board.expectLive();
  await board.tap('Ada', 2);
  await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(2);

  // An open WebSocket may outlive setOffline: the killed server ends it, and no new one comes.
  await host.page.context().setOffline(true);
  await server.kill();
  await board.tap('Ada', 3);
  await board.expectScore('Ada', 5);
  await server.start();
  const headers = { authorization: `Bearer ${hostKey}` };
  await fetch(`${server.url}/api/v1/rooms/${code}/reset`, { method: 'POST', headers });
  await host.page.context().setOffline(false);

  await expect(
    host.page.getByText('3 taps of yours did not count: the board was reset in the meantime.'),
  ).toBeVisible({
    timeout: 20_000,
  });
  await board.expectScore('Ada', 0);
  expect((await readBoard(server, code)).players[0]?.score).toBe(0);
});
