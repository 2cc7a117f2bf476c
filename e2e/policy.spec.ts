import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard } from './support/board-page.ts';
import { HostPage } from './support/host-page.ts';

test.use({ serverEnvironment: { ADMIN_PASSWORD: 'correct horse' } });

interface Watched {
  violations?: string[];
}

/** Notes what a page wanted to load or run, and was not let. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted = window as Watched;
    noted.violations ??= [];
    document.addEventListener('securitypolicyviolation', (event) =>
      noted.violations?.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
}

const violations = (page: Page) => page.evaluate(() => (window as Watched).violations ?? []);

test('no page asks for more than its policy lets it', async ({ server, host, player }) => {
  await watch(host.page);
  await watch(player.page);
  const board = await createBoard(server, ['Ada', 'Grace']);
  await player.open(`/r/${board.code}`);
  const screen = new BoardPage(player);
  await screen.expectLive();
  await screen.tap('Ada');
  await screen.expectScore('Ada', 1);
  await player.page.getByRole('button', { name: `Share this board, code ${board.code}` }).click();
  await expect(player.page.getByRole('dialog')).toBeVisible();
  expect(await violations(player.page), 'a board').toEqual([]);
  await HostPage.enter(host, board);
  await host.page.getByRole('button', { name: 'Reset…' }).click();
  await expect(host.page.getByRole('alertdialog')).toBeVisible();
  expect(await violations(host.page), "the host's page").toEqual([]);
  for (const path of ['/', '/admin', '/nowhere', '/r/YYYYYY']) {
    await player.open(path);
    await expect(player.page.locator('h1').first()).toBeVisible();
    expect(await violations(player.page), path).toEqual([]);
  }
});

test('a script that somebody planted does not run', async ({ server, player }) => {
  await watch(player.page);
  const { code } = await createBoard(server, ['Ada']);
  await player.open(`/r/${code}`);
  await new BoardPage(player).expectLive();
  await player.page.evaluate(() => {
    const holder = document.createElement('div');
    holder.innerHTML = '<button onclick="document.title = \'planted\'">x</button>';
    document.body.append(holder);
    holder.querySelector('button')?.click();
  });
  await expect.poll(() => violations(player.page)).not.toEqual([]);
  expect(await player.page.title()).not.toBe('planted');
});
