import { bun, wsMerged, wsPerTap } from './bare-web-sockets.ts';
import { colyseus } from './colyseus.ts';
import { naive, naiveDelta } from './naive.ts';
import type { Peer } from './peer.ts';
import { scoreroom } from './scoreroom.ts';

/** Everything that can be measured. The first is ours; the others stand for what it is compared with. */
export const PEERS: readonly Peer[] = [
  scoreroom,
  naive,
  naiveDelta,
  wsPerTap,
  wsMerged,
  colyseus,
  bun,
];

export function findPeer(name: string): Peer {
  const peer = PEERS.find((candidate) => candidate.name === name);
  if (peer === undefined) {
    throw new Error(`There is no peer "${name}": ${PEERS.map((known) => known.name).join(', ')}.`);
  }
  return peer;
}
