import type { KeptRoom, Violation } from './history.ts';

/** In each generation a score is the sum of its events, and a mark is the last of ids without gaps that have a verdict. */
export function checkTotals(room: KeptRoom): Violation[] {
  return [...checkScores(room), ...checkMarks(room)];
}

function checkScores(room: KeptRoom): Violation[] {
  const found: Violation[] = [];
  const sums = new Map<number, Map<number, number>>();
  for (const { version, generation, player, delta, score } of room.events) {
    const scores = sums.get(generation) ?? new Map<number, number>();
    sums.set(generation, scores);
    const sum = (scores.get(player) ?? 0) + delta;
    scores.set(player, sum);
    if (sum !== score) {
      const what = `${room.code}: version ${version} says ${score} for player ${player}, events say ${sum}`;
      found.push({ check: 'score', what });
    }
    if (version > room.version) {
      found.push({ check: 'score', what: `${room.code}: an event beyond version ${room.version}` });
    }
  }
  const ends = [...room.archives, { generation: room.generation, scores: room.scores }];
  for (const { generation, scores } of ends) {
    for (const [player, score] of scores) {
      const sum = sums.get(generation)?.get(player) ?? 0;
      if (sum === score) continue;
      const what = `${room.code}: player ${player} ends generation ${generation} with ${score}, events say ${sum}`;
      found.push({ check: 'score', what });
    }
  }
  return found;
}

function checkMarks(room: KeptRoom): Violation[] {
  const found: Violation[] = [];
  for (const [clientId, { mark, verdicts }] of room.clients) {
    const highest = verdicts.keys().reduce((high, id) => Math.max(high, id), 0);
    // What asks without a key leaves a mark, so that the log can name it, and no verdict.
    if (verdicts.size === 0 && mark <= 1) continue;
    if (mark === highest && verdicts.size === mark) continue;
    const what = `${room.code} ${clientId}: the mark is ${mark}, with ${verdicts.size} verdicts up to ${highest}`;
    found.push({ check: 'mark', what });
  }
  return found;
}
