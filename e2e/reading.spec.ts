import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, typeInto } from './support/board-page.ts';

test(
  'the first HTML holds the standings, with ranks and ties, before any script',
  { tag: '@once' },
  async ({ server }) => {
    const { code } = await createBoard(server, ['Ada', 'Grace', 'Linus']);
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
    const body = JSON.stringify({ player: 2, delta: 7 });
    await fetch(`${server.url}/api/v1/rooms/${code}/scores`, { method: 'POST', headers, body });
    const html = await (await fetch(`${server.url}/r/${code}`)).text();
    const names = ['Grace', 'Ada', 'Linus'].map((name) => html.indexOf(`>${name}</p>`));
    expect(names.every((at) => at > 0)).toBe(true);
    expect(names).toEqual(names.toSorted((a, b) => a - b));
    expect(html).toContain('value="7"');
  },
);

test('without scripts a board can be made, joined and read', async ({ cast, can }) => {
  test.skip(!can.disableJavaScript, 'this driver cannot turn scripts off for one context');
  const host = await cast.newActor({ name: 'host without scripts', javaScriptEnabled: false });
  await host.open('/');
  await host.page.getByLabel('What is it for?').fill('Chess');
  await host.page.getByLabel('Player 1', { exact: true }).fill('Ada, Grace');
  await host.page.getByRole('button', { name: 'Make the board' }).click();
  await expect(host.page.getByRole('heading', { name: 'Chess' })).toBeVisible();
  await expect(
    host.page.getByRole('list', { name: 'Standings' }).getByRole('listitem'),
  ).toHaveCount(2);
  await expect(host.page.getByText('Without scripts this is the board as it stood.')).toBeVisible();
  // Buttons that could do nothing are not offered.
  await expect(new BoardPage(host).plus('Ada')).toBeHidden();
});

test(
  'an unknown code leads to a way back, with the right status',
  { tag: '@once' },
  async ({ server, player }) => {
    for (const path of ['/r/YYYYYY', '/r/nonsense', '/r/%2e%2e%2f', '/nowhere']) {
      expect((await fetch(server.url + path)).status, path).toBe(404);
    }
    await player.open('/r/YYYYYY');
    await expect(player.page.getByLabel('Join by code')).toBeVisible();
  },
);

test('a code in lower case leads to the board', { tag: '@once' }, async ({ server, player }) => {
  const { code } = await createBoard(server);
  await player.open(`/r/${code.toLowerCase()}`);
  await expect(player.page).toHaveURL(`${server.url}/r/${code}`);
  await player.open(`/join?code=${code.slice(0, 3)}%20${code.slice(3).toLowerCase()}`);
  await expect(player.page).toHaveURL(`${server.url}/r/${code}`);
});

test(
  'a name that cannot be is told beside its field, with what was typed still there',
  { tag: '@once' },
  async ({ host }) => {
    await host.open('/');
    await typeInto(host.page.getByLabel('What is it for?'), 'x'.repeat(41));
    await typeInto(host.page.getByLabel('Player 1', { exact: true }), 'Ada');
    await host.page.getByRole('button', { name: 'Make the board' }).click();
    await expect(host.page.getByText('A name has at most 40 characters.')).toBeVisible();
    await expect(host.page.getByLabel('Player 1', { exact: true })).toHaveValue('Ada');
  },
);

test('boards of late are a tap away on the home page', async ({ server, player }) => {
  const { code } = await createBoard(server, ['Ada'], 'Hackathon');
  await player.open(`/r/${code}`);
  await new BoardPage(player).expectLive();
  await player.open('/');
  await player.page.getByRole('link', { name: /Hackathon/ }).click();
  await expect(player.page).toHaveURL(`${server.url}/r/${code}`);
});

test('the way to join is a code, a link and a QR code', async ({ server, host }) => {
  const { code } = await createBoard(server);
  await host.open(`/r/${code}`);
  await new BoardPage(host).expectLive();
  await host.page.getByRole('button', { name: `Share this board, code ${code}` }).click();
  const dialog = host.page.getByRole('dialog');
  await expect(
    dialog.getByRole('img', { name: `QR code for ${server.url}/r/${code}` }),
  ).toBeVisible();
  await expect(dialog.getByText(code, { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Back to the board' }).click();
  await expect(dialog).toBeHidden();
});

const SIZES = [
  { name: 'phone', viewport: { width: 390, height: 844 }, isOnce: false },
  { name: 'small phone', viewport: { width: 320, height: 568 }, isOnce: true },
  { name: 'desktop', viewport: { width: 1280, height: 800 }, isOnce: true },
  { name: 'wall', viewport: { width: 1920, height: 1080 }, isOnce: false },
] as const;

for (const { name, viewport, isOnce } of SIZES) {
  const tag = isOnce ? '@once' : [];
  test(
    `on a ${name} everything fits, and every target is large enough`,
    { tag },
    async ({ server, cast, can }) => {
      test.skip(!can.setContextOptions, 'this driver cannot set the size of its window');
      const players = [
        'Ada',
        'ManyLetters'.repeat(3),
        '<img src=x onerror=alert(1)>',
        '王小明',
        'نرم‌افزار',
        'Zoë',
      ];
      const { code } = await createBoard(
        server,
        players,
        'A quiz night with a very long name (42)',
      );
      const actor = await cast.newActor({ name, viewport });
      for (const path of ['/', `/r/${code}`]) {
        await actor.open(path);
        if (path !== '/') await new BoardPage(actor).expectLive();
        const { scrollWidth, clientWidth } = await actor.page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
          clientWidth: document.documentElement.clientWidth,
        }));
        expect(scrollWidth, `${path} scrolls sideways`).toBeLessThanOrEqual(clientWidth);
        // Seen and measured at one moment: what comes and goes on a live page would else be measured when it is gone.
        const small = await actor.page
          .locator('button, a, input:not(.sr-only)')
          .evaluateAll((targets) =>
            targets
              .filter((target) => target.checkVisibility({ visibilityProperty: true }))
              .filter((target) => Math.round(target.getBoundingClientRect().height) < 44)
              .map((target) => target.outerHTML.slice(0, 200)),
          );
        expect(small, `${path} has targets under 44 px`).toEqual([]);
      }
    },
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to object to in ${colorScheme}`, async ({ server, cast, can }) => {
    test.skip(!can.runAxe, 'axe cannot run over this driver');
    test.skip(!can.emulateMedia, 'this driver cannot choose the colour scheme');
    const { code } = await createBoard(server);
    const actor = await cast.newActor({ name: colorScheme, colorScheme });
    for (const path of ['/', `/r/${code}`, '/r/YYYYYY']) {
      await actor.open(path);
      if (path === `/r/${code}`) await new BoardPage(actor).expectLive();
      const { violations } = await new AxeBuilder({ page: actor.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations, path).toEqual([]);
    }
  });
}
