import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, typeInto } from './support/board-page.ts';
import { act, createLink, HostPage } from './support/host-page.ts';

const PASSWORD = 'correct horse';

const SIZES = {
  /** So long that the foot covers nothing: axe takes what is half under it, before one scrolls, for too small. */
  phone: { width: 390, height: 3_000 },
  laptop: { width: 1280, height: 800 },
} as const;

test.use({ serverEnvironment: { ADMIN_PASSWORD: PASSWORD } });

/** What axe objects to, in words that say where. A page is read when it has come to rest. */
async function expectReadable(page: Page, where: string): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.getAnimations().map((animation) => animation.finished);
    await Promise.allSettled(moving);
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations, where).toEqual([]);
}

async function expectToFit(page: Page, where: string): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth, `${where} scrolls sideways`).toBeLessThanOrEqual(clientWidth);
}

/** Each layout and each set of colours once: what axe reads of one does not depend on the other. */
const READINGS = [
  { size: 'phone', colorScheme: 'light' },
  { size: 'laptop', colorScheme: 'dark' },
] as const;

for (const { size, colorScheme } of READINGS) {
  test(`axe finds nothing to object to on the host's page on a ${size} in ${colorScheme}`, async ({
    server,
    cast,
    can,
  }) => {
    test.skip(!can.runAxe || !can.emulateMedia || !can.setContextOptions, 'beyond this driver');
    const board = await createBoard(server, ['Ada', 'ManyLetters'.repeat(3), '王小明']);
    await act(server, board, { type: 'set-score', player: 1, score: 5 });
    await createLink(server, board, { role: 'scorekeeper', label: 'Table 4' });
    const actor = await cast.newActor({ name: size, viewport: SIZES[size], colorScheme });
    const { page } = actor;
    const desk = await HostPage.enter(actor, board);
    for (const part of size === 'phone' ? PARTS : PARTS.slice(1)) {
      await desk.part(part);
      await expectReadable(page, part);
      await expectToFit(page, part);
    }
    if (size === 'phone') await desk.part('Board');
    await page.getByRole('button', { name: 'Add 1 to Ada' }).click();
    await page.getByRole('button', { name: 'Rank 1 Ada' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectReadable(page, 'a player');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Lock scoring' }).click();
    await act(server, board, { type: 'announce', text: 'Half time' });
    await expect(page.getByRole('button', { name: 'Dismiss' }).first()).toBeVisible();
    await expectReadable(page, 'locked, with an announcement');
  });

  test(`axe finds nothing to object to on the admin's page on a ${size} in ${colorScheme}`, async ({
    server,
    cast,
    can,
  }) => {
    test.skip(!can.runAxe || !can.emulateMedia || !can.setContextOptions, 'beyond this driver');
    await createBoard(server, ['Ada'], 'Relay');
    await createBoard(server, ['Ada'], 'A quiz night with a very long name (42)');
    const actor = await cast.newActor({ name: size, viewport: SIZES[size], colorScheme });
    const { page } = actor;
    await actor.open('/admin');
    await expectReadable(page, 'the door');
    await typeInto(page.getByLabel('Password', { exact: true }), PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Relay', { exact: true })).toBeVisible();
    await expectReadable(page, 'the boards');
    await expectToFit(page, 'the boards');
    await page.getByLabel('Select Relay').click();
    await expectReadable(page, 'one selected');
    await page.getByRole('button', { name: 'What to do with Relay' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await expectReadable(page, 'its menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Record' }).click();
    await expectReadable(page, 'the record');
  });
}

const PARTS = ['Board', 'Log', 'People', 'Room'] as const;

test('on the wall an announcement leaves whoever leads in sight, and no control of the host under it', async ({
  server,
  cast,
  host,
  can,
}) => {
  test.skip(!can.setContextOptions, 'this driver cannot set the size of its window');
  const board = await createBoard(server, ['Ada', 'Grace']);
  const { key } = await createLink(server, board, { role: 'spectator', label: 'Wall' });
  const wall = await cast.newActor({ name: 'wall', viewport: { width: 1920, height: 1080 } });
  await wall.open(`/r/${board.code}#key=${key}`);
  const screen = new BoardPage(wall);
  await screen.expectLive();
  await HostPage.enter(host, board);
  await act(server, board, { type: 'announce', text: 'Five minutes left, then the last round' });
  const words = wall.page.getByText('Five minutes left, then the last round');
  await expect(words).toBeVisible();
  await expect
    .poll(async () => {
      const [card, lane] = [
        await wall.page.locator('.announcement').boundingBox(),
        await screen.lane('Ada').boundingBox(),
      ];
      return card !== null && lane !== null && lane.y >= card.y + card.height - 1;
    })
    .toBe(true);
  await expect(host.page.getByText('Five minutes left, then the last round')).toBeVisible();
  // A click goes to what is on top: this one reaches its button.
  await host.page.getByRole('button', { name: 'Reset…' }).click();
  await expect(host.page.getByRole('alertdialog')).toBeVisible();
});

test('a scorekeeper finds the way from the board to the scorer page', async ({
  server,
  player,
}) => {
  const board = await createBoard(server, ['Ada']);
  const { key } = await createLink(server, board, { role: 'scorekeeper', label: 'Table 4' });
  await player.open(`/r/${board.code}#key=${key}`);
  await new BoardPage(player).expectLive();
  await player.page.getByRole('link', { name: 'Scorer page' }).click();
  const desk = new HostPage(player);
  await desk.expectLive();
  await desk.tap('Ada', 5);
  await expect(player.page.getByRole('button', { name: /^Undo last.*Ada/ })).toBeEnabled();
});
