import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, readBoard, typeInto } from './support/board-page.ts';
import { act, createLink, HostPage } from './support/host-page.ts';

test('whoever makes a board hosts it: adds players, corrects a score, takes it back from the log', async ({
  host,
  spectator,
}) => {
  await host.open('/');
  await typeInto(host.page.getByLabel('What is it for?'), 'Sports day');
  await typeInto(host.page.getByLabel('Player 1', { exact: true }), 'Ada');
  await host.page.getByRole('button', { name: 'Make the board' }).click();
  await host.page.waitForURL(/\/r\/[3-9A-Z]{6}$/);
  const path = new URL(host.page.url()).pathname;
  await spectator.open(path);
  const screen = new BoardPage(spectator);
  await screen.expectLive();

  await host.open(`${path}/host`);
  const desk = new HostPage(host);
  await desk.expectLive();
  await host.page.getByRole('button', { name: 'Add players' }).click();
  await typeInto(host.page.getByRole('dialog').getByRole('textbox'), 'Grace, Linus, Ada');
  await host.page.getByRole('dialog').getByRole('button', { name: /^Add/ }).click();
  await screen.expectScore('Grace', 0);
  await screen.expectScore('Linus', 0);
  // The third is on the board already: it is said, and what was typed of it is not lost.
  await expect(host.page.getByRole('dialog')).toContainText('Ada');
  await host.page.keyboard.press('Escape');

  await desk.tap('Grace', 5);
  await screen.expectScore('Grace', 5);
  await expect(host.page.getByRole('button', { name: /^Undo last.*Grace/ })).toBeEnabled();
  await host.page.getByRole('button', { name: /^Undo last/ }).click();
  await screen.expectScore('Grace', 0);

  await desk.part('Log');
  await host.page.getByRole('button', { name: 'Redo: Grace +5' }).click();
  await screen.expectScore('Grace', 5);
});

test(
  'a reset asks first, archives the board, and can be taken back',
  { tag: '@once' },
  async ({ server, host, player }) => {
    const board = await createBoard(server, ['Ada', 'Grace']);
    await player.open(`/r/${board.code}`);
    const screen = new BoardPage(player);
    await screen.expectLive();
    await screen.tap('Ada', 3);
    await expect.poll(async () => (await readBoard(server, board.code)).players[0]?.score).toBe(3);

    await HostPage.enter(host, board);
    await host.page.getByRole('button', { name: 'Reset…' }).click();
    const dialog = host.page.getByRole('alertdialog').or(host.page.getByRole('dialog'));
    await expect(dialog).toContainText('archived');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await screen.expectScore('Ada', 3);

    await host.page.getByRole('button', { name: 'Reset…' }).click();
    await dialog.getByRole('button', { name: /^Reset/ }).click();
    await screen.expectScore('Ada', 0);
    expect((await readBoard(server, board.code)).generation).toBe(2);

    await new HostPage(host).part('Room');
    await host.page.getByText('Round 1', { exact: true }).click();
    await host.page.getByRole('button', { name: /^Bring/ }).click();
    await dialog.getByRole('button', { name: /^Bring/ }).click();
    await screen.expectScore('Ada', 3);
  },
);

test(
  'locked scoring refuses taps on every screen, and says so',
  { tag: '@once' },
  async ({ server, host, player }) => {
    const board = await createBoard(server, ['Ada']);
    await player.open(`/r/${board.code}`);
    const screen = new BoardPage(player);
    await screen.expectLive();
    await HostPage.enter(host, board);
    await host.page.getByRole('button', { name: 'Lock scoring' }).click();
    await expect(player.page.getByText('Scoring is locked')).toBeVisible();
    const refused = await fetch(`${server.url}/api/v1/rooms/${board.code}/scores`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'late' },
      body: '{"player":1,"delta":1}',
    });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ kind: 'scoring_locked' });
    await host.page.getByRole('button', { name: 'Lock scoring', pressed: true }).click();
    await screen.tap('Ada');
    await screen.expectScore('Ada', 1);
  },
);

test('a link gives its role, leaves the address at once, and ends when it is revoked', async ({
  server,
  host,
  player,
}) => {
  const board = await createBoard(server, ['Ada']);
  await act(server, board, { type: 'change-settings', settings: { scoring: 'scorekeepers' } });
  const link = await createLink(server, board, { role: 'scorekeeper', label: 'Table 4' });
  await player.open(`/r/${board.code}#key=${link.key}`);
  const screen = new BoardPage(player);
  await screen.expectLive();
  expect(player.page.url()).not.toContain(link.key);
  await screen.tap('Ada', 2);
  await screen.expectScore('Ada', 2);

  await HostPage.enter(host, board);
  await new HostPage(host).part('Log');
  await expect(host.page.getByText('Table 4').first()).toBeVisible();
  await new HostPage(host).part('People');
  await host.page.getByRole('button', { name: 'Revoke Table 4' }).click();
  const confirm = host.page.getByRole('alertdialog').or(host.page.getByRole('dialog'));
  await confirm.getByRole('button', { name: /^Revoke/ }).click();
  await expect(screen.plus('Ada')).toHaveCount(0);
  await screen.expectScore('Ada', 2);
});

test(
  'a link with one wrong letter opens nothing, and says so',
  { tag: '@once' },
  async ({ server, player }) => {
    const board = await createBoard(server, ['Ada']);
    const wrong = board.hostKey.startsWith('A') ? 'B' : 'A';
    await player.open(`/r/${board.code}#key=${wrong}${board.hostKey.slice(1)}`);
    await expect(player.page.getByText(/link/i).first()).toBeVisible();
    await player.open(`/r/${board.code}/host`);
    await expect(player.page.getByRole('button', { name: 'Reset…' })).toHaveCount(0);
  },
);

test('each scores only themself: a claimed name stays through a reload, and the host can release it', async ({
  server,
  host,
  player,
  spectator,
}) => {
  const board = await createBoard(server, ['Ada', 'Grace']);
  await act(server, board, {
    type: 'change-settings',
    settings: { scoring: 'self', selfJoin: true },
  });
  await player.open(`/r/${board.code}`);
  await spectator.open(`/r/${board.code}`);
  const [mine, theirs] = [new BoardPage(player), new BoardPage(spectator)];
  await mine.expectLive();
  await theirs.expectLive();
  await expect(mine.plus('Ada')).toHaveCount(0);

  await player.page.getByRole('button', { name: 'That is me: Ada' }).click();
  await mine.tap('Ada', 2);
  await theirs.expectScore('Ada', 2);
  await expect(mine.plus('Grace')).toHaveCount(0);
  await expect(spectator.page.getByRole('button', { name: 'That is me: Ada' })).toHaveCount(0);

  await player.page.reload();
  await mine.expectLive();
  await mine.tap('Ada');
  await theirs.expectScore('Ada', 3);

  await typeInto(spectator.page.getByLabel('Play with us').first(), 'Linus');
  await spectator.page.getByRole('button', { name: 'Join in' }).first().click();
  await theirs.tap('Linus');
  await mine.expectScore('Linus', 1);

  await HostPage.enter(host, board);
  await act(server, board, { type: 'release-player', player: 1 });
  await expect(mine.plus('Ada')).toHaveCount(0);
});

test(
  'people take back their own last tap, cheer, and read what the host announces',
  { tag: '@once' },
  async ({ server, host, player }) => {
    const board = await createBoard(server, ['Ada']);
    await act(server, board, { type: 'change-settings', settings: { undoSeconds: 3600 } });
    await player.open(`/r/${board.code}`);
    const screen = new BoardPage(player);
    await screen.expectLive();
    await screen.tap('Ada');
    await player.page.getByRole('button', { name: /^Undo/ }).click();
    await screen.expectScore('Ada', 0);
    await expect.poll(async () => (await readBoard(server, board.code)).players[0]?.score).toBe(0);

    await HostPage.enter(host, board);
    await host.page.getByRole('button', { name: 'Announce to all screens' }).click();
    await typeInto(host.page.getByRole('dialog').getByRole('textbox'), 'Half time!');
    await host.page
      .getByRole('dialog')
      .getByRole('button', { name: /^(Announce|Say|Show)/ })
      .click();
    await expect(player.page.getByText('Half time!')).toBeVisible();
  },
);

test('a room with a PIN asks each browser once', { tag: '@once' }, async ({ server, player }) => {
  const board = await createBoard(server, ['Ada']);
  const answer = await fetch(`${server.url}/api/v1/rooms/${board.code}/pin`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${board.hostKey}`, 'content-type': 'application/json' },
    body: '{"pin":"2468"}',
  });
  expect(answer.status).toBe(200);
  expect((await fetch(`${server.url}/api/v1/rooms/${board.code}`)).status).toBe(401);
  await player.open(`/r/${board.code}`);
  await expect(player.page.getByText('Ada')).toHaveCount(0);
  await typeInto(player.page.getByLabel('PIN'), '1111');
  await player.page.getByRole('button', { name: 'Enter' }).click();
  await expect(player.page.getByText(/not the PIN/)).toBeVisible();
  await typeInto(player.page.getByLabel('PIN'), '2468');
  await player.page.getByRole('button', { name: 'Enter' }).click();
  const screen = new BoardPage(player);
  await screen.expectLive();
  await player.page.reload();
  await screen.expectLive();
});
