import type { SideLoad } from '../load/side-load.ts';
import { BrowserStage } from './browser-stage.ts';
import { RestartStage } from './restart-stage.ts';
import type { Stage, StageContext } from './stage.ts';

export function createStage(load: SideLoad, context: StageContext): Stage {
  switch (load.kind) {
    case 'restart':
      return new RestartStage(context);
    case 'browser':
      return new BrowserStage(load.slowdown, context);
    case 'none':
    case 'joins':
    case 'pages':
    case 'slow-readers':
      return {
        prepare: async () => {},
        window: (edge) => context.watch.window(edge),
        figures: async () => ({}),
        close: async () => {},
      };
  }
}
