import { expect, test } from './fixtures/test.ts';
import { BoardPage, createBoard } from './support/board-page.ts';
import { takeRenders, watchRenders } from './support/render-count.ts';
import { giveScore } from './support/give-score.ts';

const NAMES = Array.from(
  { length: 60 },
  (_, index) => `Player ${String(index + 1).padStart(2, '0')}`,
);

test(
  'a change renders the lanes that it changes, and no others',
  { tag: '@once' },
  async ({ server, player }) => {
    const { code } = await createBoard(server, NAMES);
    for (const [index, score] of [100, 50, 30, 20].entries()) {
      await giveScore(server, { code, player: index + 1, delta: score });
    }
    await watchRenders(player.page);
    await player.open(`/r/${code}`);
    const board = new BoardPage(player);
    await board.expectLive();
    await expect(player.page.getByText('1 here')).toBeVisible();
    await takeRenders(player.page);

    await giveScore(server, { code, player: 3, delta: 1 });
    await board.expectScore('Player 03', 31);
    const ofScore = await takeRenders(player.page);
    ofScore.delete('others');
    // The number alone.
    expect(ofScore).toEqual(new Map([['3', 1]]));

    await giveScore(server, { code, player: 3, delta: 40 });
    await board.expectScore('Player 03', 71);
    await board.expectOrder('Player 01', 'Player 03', 'Player 02', 'Player 04', ...NAMES.slice(4));
    const ofPlace = await takeRenders(player.page);
    // The order of the document follows: the board renders, and none of its lanes.
    ofPlace.delete('others');
    expect(new Set(ofPlace.keys())).toEqual(new Set(['2', '3']));
  },
);
