import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, readBoard } from './support/board-page.ts';

test('where the browser stores nothing the page says so, and the taps count all the same', async ({
  server,
  host,
}) => {
  const { code } = await createBoard(server, ['Ada']);
  await host.page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('It is denied.', 'SecurityError');
      },
    });
  });
  await host.open(`/r/${code}`);
  const board = new BoardPage(host);
  await board.expectLive();
  await expect(host.page.getByText('Not saved on this device')).toBeVisible();
  await board.tap('Ada', 3);
  await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(3);
});

test(
  'a disk of the browser that fills up is told, and once there is room again the taps are safe',
  { tag: '@once' },
  async ({ server, host }) => {
    const { code } = await createBoard(server, ['Ada']);
    // As the browser does it, and only for what must outlive the page.
    await host.page.addInitScript(() => {
      const scope = globalThis as unknown as { isFull: boolean };
      scope.isFull = false;
      const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
        ?.value as IDBObjectStore['put'];
      IDBObjectStore.prototype.put = function putWhereThereIsRoom(this: IDBObjectStore, value) {
        if (scope.isFull) throw new DOMException('The quota is used up.', 'QuotaExceededError');
        return put.call(this, value);
      };
    });
    await host.open(`/r/${code}`);
    const board = new BoardPage(host);
    await board.expectLive();
    const warning = host.page.getByText('Not saved on this device');
    await board.tap('Ada');
    await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(1);
    await expect(warning).toHaveCount(0);

    const fill = (isFull: boolean) =>
      host.page.evaluate((value) => void Object.assign(globalThis, { isFull: value }), isFull);
    await fill(true);
    await board.tap('Ada', 2);
    await expect(warning).toBeVisible();
    await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(3);
    await fill(false);
    await expect(warning).toHaveCount(0, { timeout: 15_000 });
    await board.tap('Ada');
    await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(4);
  },
);

test('a browser that is killed without a server has kept what was tapped', async ({
  server,
  engine,
  playwright,
}) => {
  test.skip(
    engine.kind === 'missing' || engine.name !== 'chromium',
    'only Chromium tells the process that is to be killed',
  );
  if (engine.kind === 'missing') return;
  const { code } = await createBoard(server, ['Ada']);
  const profile = await mkdtemp(join(tmpdir(), 'scoreroom-profile-'));
  const open = async () => {
    const context = await playwright.chromium.launchPersistentContext(
      profile,
      engine.launchOptions,
    );
    return { context, page: context.pages()[0] ?? (await context.newPage()) };
  };
  try {
    const before = await open();
    await before.page.goto(`${server.url}/r/${code}`);
    const board = new BoardPage(before);
    await board.expectLive();
    await server.kill();
    await board.tap('Ada', 6);
    await expect(before.page.getByText('6 taps not sent yet')).toBeVisible();
    const session = await before.context.browser()?.newBrowserCDPSession();
    const processes = await session?.send('SystemInfo.getProcessInfo');
    const { id = 0 } = processes?.processInfo.find(({ type }) => type === 'browser') ?? {};
    expect(id).toBeGreaterThan(0);
    const closed = new Promise((resolve) => before.context.once('close', resolve));
    process.kill(id, 'SIGKILL');
    await closed;

    await server.start();
    const after = await open();
    // A week later, for what tells by the clock that nobody holds those taps any more.
    await after.page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 7 * 86_400_000;
    });
    await after.page.goto(`${server.url}/r/${code}`);
    await new BoardPage(after).expectScore('Ada', 6);
    expect((await readBoard(server, code)).players[0]?.score).toBe(6);
    await after.context.close();
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});
