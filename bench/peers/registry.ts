import { naive } from './naive.ts';
import type { Peer } from './peer.ts';
import { scoreroom } from './scoreroom.ts';

/** Everything that can be measured. The first is ours; the others stand for what it is compared with. */
const PEERS: readonly Peer[] = [scoreroom, naive];

export function findPeer(name: string): Peer {
  const peer = PEERS.find((candidate) => candidate.name === name);
  if (peer === undefined) {
    throw new Error(`There is no peer "${name}": ${PEERS.map((known) => known.name).join(', ')}.`);
  }
  return peer;
}
