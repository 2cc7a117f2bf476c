import type { Page } from '@playwright/test';

/** What React tells its developer tools of a component, also in a production build: as much as is read here. */
interface Fiber {
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly return: Fiber | null;
  readonly flags: number;
  readonly type: unknown;
  readonly stateNode: unknown;
}

interface Watched {
  renders?: Map<string, number>;
}

/** Counts, from the first script on, which lanes render, and how often. */
export async function watchRenders(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const PERFORMED_WORK = 1;
    const renders = new Map<string, number>();
    (window as Watched).renders = renders;

    /** The lane around or within: a part that renders by itself counts for its lane. */
    const laneOf = (fiber: Fiber): string | undefined => {
      for (let at: Fiber | null = fiber; at !== null; at = at.return) {
        if (at.stateNode instanceof HTMLElement && at.stateNode.matches('.lane')) {
          return at.stateNode.dataset['player'];
        }
      }
      const own = fiber.child?.stateNode;
      return own instanceof HTMLElement && own.matches('.lane') ? own.dataset['player'] : undefined;
    };
    const visit = (fiber: Fiber): void => {
      const before = fiber.alternate;
      if (typeof fiber.type !== 'string' && before !== null && (fiber.flags & PERFORMED_WORK) > 0) {
        const lane = laneOf(fiber) ?? (typeof fiber.type === 'function' ? 'others' : undefined);
        if (lane !== undefined) renders.set(lane, (renders.get(lane) ?? 0) + 1);
      }
      // Children that are the same objects as before were not come to.
      if (before !== null && before.child === fiber.child) return;
      for (let child = fiber.child; child !== null; child = child.sibling) visit(child);
    };
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        renderers: new Map(),
        inject: () => 1,
        onCommitFiberUnmount: () => undefined,
        onCommitFiberRoot: (_id: number, { current }: { current: Fiber }) => visit(current),
      },
    });
  });
}

/** The players whose lanes have rendered since the last time that this was asked, each with how often. */
export async function takeRenders(page: Page): Promise<Map<string, number>> {
  const renders = await page.evaluate(() => {
    const { renders: seen = new Map<string, number>() } = window as Watched;
    const taken = [...seen];
    seen.clear();
    return taken;
  });
  return new Map(renders);
}
