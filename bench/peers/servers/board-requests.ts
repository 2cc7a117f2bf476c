/** What a peer in memory offers besides what is measured, so that a run can make its boards and check them at its end. */
export interface Boards {
  /** Makes a board with players 1 to `playerCount`, and says what it is called. */
  create(playerCount: number): string;
  /** Scores of the players 1, 2, 3 … of a board. */
  scores(room: string): readonly number[];
}

/** Answers `POST /board?players=N` and `GET /scores?room=R` with JSON; null where it is something else. */
export function answerBoardRequest(address: string, boards: Boards): string | null {
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  switch (pathname) {
    case '/board':
      return JSON.stringify({ room: boards.create(Number(searchParams.get('players'))) });
    case '/scores':
      return JSON.stringify({ scores: boards.scores(searchParams.get('room') ?? '') });
    default:
      return null;
  }
}
