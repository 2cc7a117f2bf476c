import { newFrameCounter } from '../client/frame-counter.ts';
import { randomClientId } from '../client/random-client-id.ts';
import { ScoreroomClient } from '../client/scoreroom-client.ts';
import { runSchedule } from '../load/schedule.ts';
import { sleep } from '../load/sleep.ts';
import { Visibility } from '../load/visibility.ts';
import { LatencyHistogram, type LatencySummary } from '../measure/latency-histogram.ts';
import type { Target } from '../peers/peer.ts';

export interface Across {
  readonly rooms: number;
  readonly ratePerSec: number;
  /** From a tap at the one node to a screen at the other. */
  readonly visible: LatencySummary | null;
  /** From a tap to its acknowledgement. */
  readonly ack: LatencySummary | null;
  /** Taps that the screens at the other node did not show in the end, or more. */
  readonly unseen: number;
  readonly refused: number;
}

export interface AcrossOptions {
  readonly targets: readonly Target[];
  /** Where taps are made, and where they are seen. */
  readonly from: string;
  readonly to: string;
  readonly ratePerSec: number;
  readonly warmMs: number;
  readonly measureMs: number;
}

/** People tap at one node, in all rooms by turns, and one screen of each room is at the other. */
export async function measureAcross(options: AcrossOptions): Promise<Across> {
  const { targets, from, to, ratePerSec, warmMs, measureMs } = options;
  const visible = new LatencyHistogram();
  const ack = new LatencyHistogram();
  const startAt = performance.now() + 3_000;
  const window = { from: startAt + warmMs, to: startAt + warmMs + measureMs };
  const counter = newFrameCounter();
  const rooms = targets.map(({ room, players }) => {
    const tappers = players.map((player) => {
      const client: ScoreroomClient = new ScoreroomClient({
        room,
        player,
        counter,
        clientId: randomClientId(),
        onSettled: (first, last) => {
          for (let id = first; id <= last; id += 1) {
            const dueAt = client.outbox.dueAt[id - 1] ?? 0;
            if (dueAt >= window.from && dueAt < window.to) ack.record(performance.now() - dueAt);
          }
        },
        onViolation: (what) => console.error(what),
        onClose: () => undefined,
      });
      return client;
    });
    const dueAt = new Map(tappers.map(({ player, outbox }) => [player, outbox.dueAt]));
    const probe = new Visibility({ dueAt, ownPlayer: 0, window, histogram: visible });
    const screen = new ScoreroomClient({
      room,
      player: 0,
      counter,
      clientId: randomClientId(),
      onScores: (scores) => probe.see(scores),
      onViolation: (what) => console.error(what),
      onClose: () => undefined,
    });
    return { tappers, probe, screen };
  });
  for (const { tappers, screen } of rooms) {
    await Promise.all([screen.connect(to), ...tappers.map((tapper) => tapper.connect(from))]);
  }
  const turns = Array.from({ length: Math.max(...targets.map(({ players }) => players.length)) });
  const byTurns = turns.flatMap((_, index) => rooms.flatMap(({ tappers }) => tappers[index] ?? []));
  await runSchedule({ ratePerSec, startAt, endAt: window.to }, (index, dueAt) =>
    byTurns[index % byTurns.length]?.tap(dueAt),
  );
  const missing = () => rooms.reduce((sum, { probe }) => sum + probe.missing(), 0);
  for (let waits = 0; waits < 200 && missing() > 0; waits += 1) await sleep(50);
  const refused = byTurns.reduce((sum, client) => sum + client.refused, 0);
  const unseen = missing();
  for (const { tappers, screen } of rooms)
    for (const client of [...tappers, screen]) client.close();
  return {
    rooms: targets.length,
    ratePerSec,
    visible: visible.summary(),
    ack: ack.summary(),
    unseen,
    refused,
  };
}
