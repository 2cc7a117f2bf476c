import { unreachable } from '#lib/shared/assert.ts';
import type { SideLoad } from '../side-load.ts';
import { JoinStorm } from './join-storm.ts';
import { PageLoads } from './page-loads.ts';
import { Returns } from './returns.ts';
import type { Side, SideContext } from './side.ts';
import { SlowReaders } from './slow-readers.ts';

const NOTHING: Side = {
  prepare: async () => {},
  run: async () => {},
  figures: () => ({}),
  returned: null,
  close: () => {},
};

export function createSide(load: SideLoad, context: SideContext): Side {
  switch (load.kind) {
    case 'none':
    case 'browser':
      return NOTHING;
    case 'joins':
      return { ...NOTHING, ...new JoinStorm(load, context).side() };
    case 'pages':
      return { ...NOTHING, ...new PageLoads(load, context).side() };
    case 'slow-readers':
      return { ...NOTHING, ...new SlowReaders(load, context).side() };
    case 'restart':
      return { ...NOTHING, ...new Returns(context).side() };
    default:
      return unreachable(load);
  }
}
