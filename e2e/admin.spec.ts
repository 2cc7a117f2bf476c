import { expect, test } from './fixtures/test.ts';
import type { Actor } from './fixtures/actors.ts';
import type { Locator } from '@playwright/test';
import type { Capabilities } from './support/capabilities.ts';
import { BoardPage, createBoard, readBoard, typeInto } from './support/board-page.ts';

const PASSWORD = 'correct horse';

async function signIn({ page, open }: Actor): Promise<void> {
  await open('/admin');
  await typeInto(page.getByLabel('Password', { exact: true }), PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

const rowOf = ({ page }: Actor, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

/** Opens the menu of a button and takes one of its items, by the mouse or by the keyboard. */
async function choose(menu: Locator, item: string, can: Capabilities): Promise<void> {
  const chosen = menu.page().getByRole('menuitem', { name: item });
  if (can.press) {
    await menu.click();
    await chosen.click();
  } else {
    await menu.press('Enter');
    await chosen.press('Enter');
  }
}

const menuOf = ({ page }: Actor, board: string) =>
  page.getByRole('button', { name: `What to do with ${board}` });

test.describe('with a password', () => {
  test.use({ serverEnvironment: { ADMIN_PASSWORD: PASSWORD } });

  test('an admin resets a board that people play on, and takes it back', async ({
    server,
    can,
    host: admin,
    player,
  }) => {
    const { code } = await createBoard(server, ['Ada', 'Grace'], 'Relay');
    await createBoard(server, ['Ada'], 'Quiz night');
    await player.open(`/r/${code}`);
    const screen = new BoardPage(player);
    await screen.expectLive();
    await screen.tap('Ada', 3);
    await expect.poll(async () => (await readBoard(server, code)).players[0]?.score).toBe(3);

    await signIn(admin);
    await expect(rowOf(admin, 'Relay').getByRole('cell').nth(2)).toHaveText('1');
    await choose(menuOf(admin, 'Relay'), 'Reset scores…', can);
    const dialog = admin.page.getByRole('alertdialog');
    await expect(dialog).toContainText('Resets the scores of 1 board, 2 players.');
    await expect(dialog).toContainText('archived and can be restored');
    await dialog.getByRole('button', { name: 'Reset scores' }).click();
    await screen.expectScore('Ada', 0);
    await admin.page.getByRole('button', { name: 'Take it back' }).click();
    await screen.expectScore('Ada', 3);
  });

  test(
    'a deleted board sends people away, and can be restored',
    { tag: '@once' },
    async ({ server, can, host: admin, player }) => {
      const { code } = await createBoard(server, ['Ada'], 'Relay');
      await player.open(`/r/${code}`);
      await new BoardPage(player).expectLive();
      await signIn(admin);
      await choose(menuOf(admin, 'Relay'), 'Delete…', can);
      await admin.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await expect(admin.page.getByText('Deleted 1 board.')).toBeVisible();
      await expect
        .poll(async () => (await player.page.goto(`${server.url}/r/${code}`))?.status())
        .toBe(404);
      await admin.page.getByLabel('Deleted').check();
      await choose(menuOf(admin, 'Relay'), 'Restore', can);
      await expect(admin.page.getByText('Restored 1 board.')).toBeVisible();
      await player.open(`/r/${code}`);
      await new BoardPage(player).expectLive();
    },
  );

  test(
    'many boards are found, selected, and locked at once',
    { tag: '@once' },
    async ({ server, can, host: admin }) => {
      for (let index = 1; index <= 4; index += 1)
        await createBoard(server, ['Ada'], `Heat ${index}`);
      const other = await createBoard(server, ['Ada'], 'Final');
      await signIn(admin);
      await typeInto(admin.page.getByRole('searchbox'), 'heat');
      await expect(admin.page.getByText('4 boards', { exact: true })).toBeVisible();
      await admin.page.getByLabel('Select all boards on this page').click();
      const more = admin.page.getByRole('button', { name: 'More', exact: true });
      await choose(more, 'Lock scoring', can);
      await admin.page
        .getByRole('alertdialog')
        .getByRole('button', { name: /^Lock scoring/ })
        .click();
      await expect(admin.page.getByText('Locked the scoring of 4 boards.')).toBeVisible();
      await expect(admin.page.getByText('Scoring locked', { exact: true })).toHaveCount(4);
      const refused = await fetch(`${server.url}/api/v1/rooms/${other.code}/scores`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'tap' },
        body: JSON.stringify({ player: 1, delta: 1 }),
      });
      expect(refused.status).toBe(200);
    },
  );

  test(
    'a wrong password says so, and signing out everywhere signs out here too',
    { tag: '@once' },
    async ({ can, host: admin, player: other }) => {
      await admin.open('/admin');
      await typeInto(admin.page.getByLabel('Password', { exact: true }), 'correct hose');
      await admin.page.getByRole('button', { name: 'Sign in' }).click();
      await expect(admin.page.getByText('That is not the password.')).toBeVisible();
      await signIn(admin);
      await signIn(other);
      const signOut = admin.page.getByRole('button', { name: 'Sign out' });
      await choose(signOut, 'Sign out everywhere…', can);
      await admin.page
        .getByRole('alertdialog')
        .getByRole('button', { name: 'Sign out everywhere' })
        .click();
      await expect(admin.page.getByLabel('Password', { exact: true })).toBeVisible();
      // The other one’s page finds out by itself.
      await expect(other.page.getByLabel('Password', { exact: true })).toBeVisible();
    },
  );
});

test.describe('without a password', () => {
  // Its own server: who has set a password has set it for good.
  test.use({ serverEnvironment: { ROOM_IDLE_DAYS: '90' } });

  test(
    'the link that the start printed sets one, once, and leaves no trace in the address',
    { tag: '@once' },
    async ({ server, host: admin, player: other }) => {
      const link = /\/admin#setup=[\w-]{43}/.exec(server.log)?.[0] ?? '';
      await other.open('/admin');
      await expect(other.page.getByText('There is no admin password yet.')).toBeVisible();
      await admin.open(link);
      await typeInto(admin.page.getByLabel('A new password'), PASSWORD);
      await expect(admin.page).toHaveURL(/\/admin$/);
      await admin.page.getByRole('button', { name: 'Set it and sign in' }).click();
      await expect(admin.page.getByRole('button', { name: 'Sign out' })).toBeVisible();
      await other.page.goto('about:blank');
      await other.open(link);
      await expect(other.page.getByText('this link does nothing any more')).toBeVisible();
    },
  );
});
