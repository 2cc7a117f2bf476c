import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, typeInto } from './support/board-page.ts';
import { giveScore } from './support/give-score.ts';

const NAMES = Array.from({ length: 300 }, (_, index) => `Player ${index + 1}`);

const lanesOf = (page: Page) => page.getByRole('list', { name: 'Standings' }).getByRole('listitem');

/** Until the window has been put over what the server sent. */
const expectFew = (page: Page) => expect.poll(() => lanesOf(page).count()).toBeLessThan(120);

test('a board of 200 has all its lanes in the document', async ({ server, player }) => {
  const { code } = await createBoard(server, NAMES.slice(0, 200));
  await player.open(`/r/${code}`);
  await new BoardPage(player).expectLive();
  await expect(lanesOf(player.page)).toHaveCount(200);
  await expect(lanesOf(player.page).first()).not.toHaveAttribute('aria-setsize');
});

test('of 300 players only those near the window are in the document, and scrolling finds everyone', async ({
  server,
  player,
}) => {
  const { code } = await createBoard(server, NAMES);
  await player.open(`/r/${code}`);
  const { page } = player;
  await new BoardPage(player).expectLive();
  await expectFew(page);

  const found = new Set<string>();
  const collect = async () => {
    const lanes = await lanesOf(page).evaluateAll((items) =>
      items.map((item) => ({
        name: item.querySelector('.lane-name')?.textContent ?? '',
        place: item.ariaPosInSet,
        of: item.ariaSetSize,
      })),
    );
    for (const { name, place, of } of lanes) {
      found.add(name);
      expect([`Player ${place}`, of]).toEqual([name, '300']);
    }
  };
  for (let isEnd = false; !isEnd;) {
    await collect();
    isEnd = await page.evaluate(() => {
      const before = window.scrollY;
      window.scrollBy({ top: window.innerHeight, behavior: 'instant' });
      return window.scrollY === before;
    });
    // What the window shows is there: nothing is blank.
    await expect
      .poll(() =>
        page.evaluate(() => {
          const at = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
          return at?.closest('.lane') !== null;
        }),
      )
      .toBe(true);
  }
  await collect();
  expect(found.size).toBe(300);
  await expectFew(page);
});

test('the first HTML of a long board, and what is printed of it, is all of it', async ({
  server,
  player,
}) => {
  const { code } = await createBoard(server, NAMES);
  const html = await (await fetch(`${server.url}/r/${code}`)).text();
  expect(NAMES.filter((name) => !html.includes(`>${name}</p>`))).toEqual([]);

  await player.open(`/r/${code}`);
  const { page } = player;
  await new BoardPage(player).expectLive();
  await expectFew(page);
  const printed = await page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    return document.querySelectorAll('.lane').length;
  });
  expect(printed).toBe(300);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expectFew(page);
});

test('the lane with the focus stays, and the Tab key leads on from there', async ({
  server,
  player,
}) => {
  const { code } = await createBoard(server, NAMES);
  await player.open(`/r/${code}`);
  const { page } = player;
  const board = new BoardPage(player);
  await board.expectLive();
  await expectFew(page);
  const focusedName = () =>
    page.evaluate(
      () => document.activeElement?.closest('.lane')?.querySelector('.lane-name')?.textContent,
    );

  await board.plus('Player 3').focus();
  await page.evaluate(() =>
    window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }),
  );
  await expect(board.lane('Player 300')).toBeInViewport();
  await expectFew(page);
  expect(await focusedName()).toBe('Player 3');
  // Far beyond what was in the document at first.
  for (let place = 4; place <= 40; place += 1) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(focusedName).toBe(`Player ${place}`);
  }
  await page.keyboard.press('Enter');
  await board.expectScore('Player 40', 1);
});

test('a person’s own lane is there wherever it stands, and follows', async ({ server, player }) => {
  const { code } = await createBoard(server, NAMES);
  await player.open(`/r/${code}`);
  const { page } = player;
  const board = new BoardPage(player);
  await board.expectLive();
  await expectFew(page);
  await expect(board.lane('Player 295')).toHaveCount(0);
  await page.getByRole('button', { name: 'Me', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await typeInto(dialog.getByLabel('Look for a name'), 'Player 295');
  await dialog.getByRole('button', { name: 'Player 295' }).click();
  await expect(board.lane('Player 295')).toBeInViewport();

  await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }));
  await expectFew(page);
  await expect(page.locator('.lane[data-own]')).toHaveCount(1);
  await giveScore(server, { code, player: 295, delta: 1 });
  await board.expectScore('Player 295', 1);
  await expect(board.lane('Player 295')).toHaveAttribute('aria-posinset', '1');
  await expect(board.lane('Player 295')).toBeInViewport();
});

test('who comes up from far below is in sight, and who falls away leaves the document', async ({
  server,
  player,
}) => {
  const { code } = await createBoard(server, NAMES);
  await player.open(`/r/${code}`);
  const board = new BoardPage(player);
  await board.expectLive();
  await expectFew(player.page);
  for (let id = 300; id > 100; id -= 1) await giveScore(server, { code, player: id, delta: 1 });
  await expect(board.lane('Player 101')).toBeInViewport();
  await expect(board.lane('Player 101')).toHaveAttribute('aria-posinset', '1');
  await expect(player.page.getByText('Player 1', { exact: true })).toHaveCount(0);
  await expectFew(player.page);
});
