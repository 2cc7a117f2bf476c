import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard, readBoard, typeInto } from './support/board-page.ts';

test('a host makes a board, a player joins by its code, and each sees the other’s taps', async ({
  host,
  player,
}) => {
  await host.open('/');
  await typeInto(host.page.getByLabel('What is it for?'), 'Quiz night');
  await typeInto(host.page.getByLabel('Player 1', { exact: true }), 'Ada');
  await typeInto(host.page.getByLabel('Player 2', { exact: true }), 'Grace');
  await host.page.getByRole('button', { name: 'Make the board' }).click();
  await host.page.waitForURL(/\/r\/[3-9A-Z]{6}$/);
  const code = new URL(host.page.url()).pathname.replace('/r/', '');

  await player.open('/');
  await player.page
    .getByLabel('Join by code')
    .fill(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`);
  await player.page.getByRole('button', { name: 'Join', exact: true }).click();
  await player.page.waitForURL(`**/r/${code}`);

  const [one, other] = [new BoardPage(host), new BoardPage(player)];
  await one.expectLive();
  await other.expectLive();
  await expect(host.page.getByText('2 here')).toBeVisible();

  await one.tap('Ada', 3);
  await other.expectScore('Ada', 3);
  // As many as bring Grace to the top, and the rest once the rows lie still: a driver that needs a second for a tap would
  // meet a neighbour that slides in between.
  await other.tap('Grace', 4);
  await other.expectOrder('Grace', 'Ada');
  await other.tap('Grace');
  await other.minus('Ada').click();
  await one.expectScore('Grace', 5);
  await one.expectScore('Ada', 2);
  await one.expectOrder('Grace', 'Ada');
  await other.expectOrder('Grace', 'Ada');
});

test('the host adds a player, and resets the board: every screen follows', async ({
  server,
  host,
  player,
}) => {
  const { code, hostKey } = await createBoard(server, ['Ada']);
  const authorization = `Bearer ${hostKey}`;
  await host.open(`/r/${code}`);
  await player.open(`/r/${code}`);
  const [one, other] = [new BoardPage(host), new BoardPage(player)];
  await one.expectLive();
  await other.expectLive();
  await one.tap('Ada', 2);
  await other.expectScore('Ada', 2);

  const headers = { authorization, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'Linus' });
  await fetch(`${server.url}/api/v1/rooms/${code}/players`, { method: 'POST', headers, body });
  await other.expectScore('Linus', 0);
  await one.tap('Linus');
  await other.expectScore('Linus', 1);

  await fetch(`${server.url}/api/v1/rooms/${code}/reset`, {
    method: 'POST',
    headers: { authorization },
  });
  await one.expectScore('Ada', 0);
  await other.expectScore('Linus', 0);
  await other.tap('Ada');
  await one.expectScore('Ada', 1);
});

test('whoever comes in sees the way to join beside the greeting', async ({ server, cast, can }) => {
  test.skip(!can.setContextOptions, 'this driver cannot set the size of its window');
  const { code } = await createBoard(server);
  for (const viewport of [
    { width: 390, height: 844 },
    // As narrow as a foot may be that holds both.
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
  ]) {
    const newcomer = await cast.newActor({ name: `${viewport.width} px wide`, viewport });
    await newcomer.open(`/r/${code}`);
    await expect(newcomer.page.getByText('Welcome to Quiz night!')).toBeVisible();
    await newcomer.page.getByRole('button', { name: 'Cheer' }).click({ trial: true });
    await newcomer.page
      .getByRole('button', { name: /^(?:Play with us|Me)$/ })
      .click({ trial: true });
  }
});

test(
  'whoever made the board can add players on its page',
  { tag: '@once' },
  async ({ host, spectator }) => {
    await host.open('/');
    await typeInto(host.page.getByLabel('What is it for?'), 'Sports day');
    await host.page.getByRole('button', { name: 'Make the board' }).click();
    await host.page.waitForURL(/\/r\//);
    await expect(host.page.getByText('Nobody’s on the board yet.')).toBeVisible();
    await spectator.open(new URL(host.page.url()).pathname);
    await expect(spectator.page.getByLabel('New player’s name')).toHaveCount(0);
    await new BoardPage(spectator).expectLive();

    await typeInto(host.page.getByLabel('New player’s name'), '<img src=x onerror=alert(1)>');
    await host.page.getByRole('button', { name: 'Add player' }).click();
    for (const actor of [host, spectator]) {
      const board = new BoardPage(actor);
      await board.expectOrder('<img src=x onerror=alert(1)>');
      await expect(board.lane('<img src=x onerror=alert(1)>')).toBeVisible();
    }

    await host.page.getByLabel('New player’s name').fill('x'.repeat(41));
    await host.page.getByRole('button', { name: 'Add player' }).click();
    await expect(
      host.page.getByRole('alert').filter({ hasText: 'at most 40 characters' }),
    ).toBeVisible();
  },
);

test('a tap counts as much as the step says, also one that was typed', async ({ server, host }) => {
  const { code } = await createBoard(server);
  await host.open(`/r/${code}`);
  const board = new BoardPage(host);
  await board.expectLive();
  await host.page.getByText('5', { exact: true }).click();
  await board.tap('Ada');
  await board.expectScore('Ada', 5);
  await typeInto(host.page.getByLabel('Another number of points per tap'), '40');
  await host.page.getByRole('button', { name: 'Take 40 from Grace' }).click();
  await board.expectScore('Grace', -40);
  await expect
    .poll(async () => (await readBoard(server, code)).players.map(({ score }) => score))
    .toEqual([5, 0, -40]);
});

test('a crowd of fast taps arrives whole', async ({ server, host, player }) => {
  const { code } = await createBoard(server, ['Ada']);
  await host.open(`/r/${code}`);
  await player.open(`/r/${code}`);
  const [one, other] = [new BoardPage(host), new BoardPage(player)];
  await one.expectLive();
  await other.expectLive();
  // Faster than any finger: the page itself clicks.
  const burst = (board: BoardPage) =>
    board.plus('Ada').evaluate((button: HTMLElement) => {
      for (let count = 0; count < 200; count += 1) button.click();
    });
  await Promise.all([burst(one), burst(other)]);
  await one.expectScore('Ada', 400);
  await other.expectScore('Ada', 400);
  expect((await readBoard(server, code)).players[0]?.score).toBe(400);
});
