import { NaiveClient } from '../client/naive-client.ts';
import { clientOptions, memoryPeer, tapOnlyViewer } from './memory-peer.ts';
import type { Peer } from './peer.ts';

const design = {
  script: new URL('servers/naive-server.ts', import.meta.url),
  abilities: [],
  createViewer: (options: Parameters<Peer['createViewer']>[0]) =>
    tapOnlyViewer(new NaiveClient(clientOptions(options)), options.target.url),
};

/** The tutorial's design on Socket.IO with its defaults. */
export const naive: Peer = memoryPeer({
  ...design,
  name: 'naive',
  about:
    "the tutorial's design: Socket.IO, the whole array to all on each tap; in memory, no acknowledgement, a tap counts " +
    'as often as it arrives, who was away is sent the board as it is then',
  defaultRate: 100,
});

export const naiveDelta: Peer = memoryPeer({
  ...design,
  name: 'naive-delta',
  about:
    'the same with only the changed score to all on each tap; in memory, no acknowledgement, a tap counts as often as it ' +
    'arrives',
  defaultRate: 400,
  env: { ONLY_CHANGED: '1' },
});
