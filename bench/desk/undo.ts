import { seededRandom } from '#lib/testing/seeded-random.ts';
import { scoreroom } from '../peers/scoreroom.ts';
import type { Viewer } from '../peers/peer.ts';
import { fetchJson } from '../peers/http-json.ts';
import type { LatencySummary } from '../measure/latency-histogram.ts';
import type { DeskOptions } from './options.ts';
import { timed, type DeskServer } from './server.ts';

const CLIENTS = 50;
/** What one connection may send at once after a rest: more than this would wait for its limit. */
const TAPS_AT_ONCE = 1_000;

export interface UndoResult {
  readonly events: number;
  readonly undo: LatencySummary;
  readonly log: LatencySummary;
}

/** Fills a room with score events, then undoes some of them, chosen over its whole history. */
export async function measureUndo(
  { url }: DeskServer,
  { events, samples, seed }: DeskOptions,
): Promise<UndoResult> {
  const names = Array.from({ length: CLIENTS }, (_, index) => `Player ${index + 1}`);
  const { code, hostKey } = (await fetchJson(`${url}/api/v1/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Long evening', players: names }),
  })) as { code: string; hostKey: string };
  await fill({ url, code, events });
  const { version } = (await fetchJson(`${url}/api/v1/rooms/${code}`)) as { version: number };

  const draws = seededRandom(seed);
  const chosen = new Set<number>();
  // A room begins at version 1, and each of its taps made the next.
  while (chosen.size < samples) chosen.add(2 + Math.floor(draws.random() * (version - 1)));
  const headers = { authorization: `Bearer ${hostKey}`, 'content-type': 'application/json' };
  const undone = [...chosen];
  const undo = await timed(undone.length, (index) =>
    fetch(`${url}/api/v1/rooms/${code}/actions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ type: 'undo', event: undone[index] }),
    }),
  );
  const log = await timed(samples, () => {
    const before = 2 + Math.floor(draws.random() * version);
    return fetch(`${url}/api/v1/rooms/${code}/log?limit=50&before=${before}`, { headers });
  });
  return { events: version - 1, undo, log };
}

interface Filling {
  readonly url: string;
  readonly code: string;
  readonly events: number;
}

async function fill({ url, code, events }: Filling): Promise<void> {
  const counter = { events: 0, acks: 0, bytes: 0 };
  for (let made = 0; made < events; made += CLIENTS * TAPS_AT_ONCE) {
    const each = Math.ceil(Math.min(TAPS_AT_ONCE, (events - made) / CLIENTS));
    const problems: string[] = [];
    let isClosing = false;
    const viewers = Array.from({ length: CLIENTS }, (_, index) =>
      scoreroom.createViewer({
        target: { url, room: code, players: [] },
        player: index + 1,
        counter,
        onScores: null,
        onSettled: () => {},
        onProblem: (what) => void (isClosing || problems.push(what)),
        onReturned: null,
      }),
    );
    await Promise.all(viewers.map((viewer) => viewer.connect()));
    for (const viewer of viewers) for (let tap = 0; tap < each; tap += 1) viewer.tap(0);
    await Promise.all(viewers.map(drained));
    if (problems.length > 0) throw new Error(problems[0]);
    isClosing = true;
    for (const viewer of viewers) viewer.close();
  }
}

async function drained(viewer: Viewer): Promise<void> {
  while (viewer.unsettled > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
