import { ComeBack } from '../client/come-back.ts';
import { newFrameCounter } from '../client/frame-counter.ts';
import { randomClientId } from '../client/random-client-id.ts';
import { ScoreroomClient } from '../client/scoreroom-client.ts';
import { sleep } from '../load/sleep.ts';
import type { Target } from '../peers/peer.ts';
import type { TwoNodes } from './two-nodes.ts';

export interface NodeDeath {
  readonly clients: number;
  /** Until so many of a hundred were in their room again at the other node. */
  readonly back50Ms: number;
  readonly back99Ms: number;
  readonly allBackMs: number;
  readonly lost: number;
}

const JOINS_AT_ONCE = 50;
const PATIENCE_MS = 40_000;

/** kill -9 of a node under `clients` connections, which come back as pages do, to the node that is left. */
export async function measureNodeDeath(
  { a, b }: TwoNodes,
  targets: readonly Target[],
  clients: number,
): Promise<NodeDeath> {
  const counter = newFrameCounter();
  const back: number[] = [];
  let killedAt = Infinity;
  const crowd = Array.from({ length: clients }, (_, index) => {
    const comeBack = new ComeBack();
    const client: ScoreroomClient = new ScoreroomClient({
      room: targets[index % targets.length]?.room ?? '',
      player: 0,
      counter,
      clientId: randomClientId(),
      onCrowdNews: (text) => void comeBack.hear(text),
      onViolation: (what) => console.error(what),
      onClose: () => {
        if (performance.now() >= killedAt) setTimeout(again, comeBack.nextDelayMs());
      },
    });
    // A balancer sends everyone to a node that lives; each failed attempt ends in `onClose`.
    const again = () => {
      client.connect(b.url).then(
        () => back.push(performance.now() - killedAt),
        () => undefined,
      );
    };
    return client;
  });
  const waiting = crowd.values();
  const join = async () => {
    for (const client of waiting) await client.connect(a.url);
  };
  await Promise.all(Array.from({ length: JOINS_AT_ONCE }, join));
  // A pulse tells everyone how large the crowd is.
  await sleep(6_000);
  killedAt = performance.now();
  await a.kill();
  while (back.length < clients && performance.now() - killedAt < PATIENCE_MS) await sleep(50);
  const sorted = back.toSorted((x, y) => x - y);
  const at = (share: number) => sorted[Math.ceil(share * clients) - 1] ?? Infinity;
  killedAt = Infinity;
  for (const client of crowd) client.close();
  return {
    clients,
    back50Ms: at(0.5),
    back99Ms: at(0.99),
    allBackMs: at(1),
    lost: clients - sorted.length,
  };
}
