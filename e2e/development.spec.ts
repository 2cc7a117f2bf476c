import { test } from './fixtures/test.ts';
import { BoardPage, createBoard } from './support/board-page.ts';

// The pages are compiled as they are asked for, which is slow, and the same for every browser.
test.use({ serverEnvironment: { NODE_ENV: 'development' } });

test('in development a board is as live as in production', async ({ server, player }) => {
  test.slow();
  const { code } = await createBoard(server, ['Ada']);
  await player.open(`/r/${code}`);
  const board = new BoardPage(player);
  await board.expectLive();
  await board.tap('Ada');
  await board.expectScore('Ada', 1);
});
