import { flushSync } from 'react-dom';
import type { Arrangement } from './arrangement.ts';
import { LaneWindow } from './lane-window.ts';
import { sightOn } from './sight.ts';

/** A window over the lanes of this list, which follows what the person looks at until `signal` ends it. */
export function openLaneWindow(
  arrangement: Arrangement,
  list: HTMLElement,
  signal: AbortSignal,
): LaneWindow {
  const laneWindow = new LaneWindow(arrangement);
  const look = () => laneWindow.look(sightOn(list, arrangement.settled().length));
  const sizes = new ResizeObserver(look);
  sizes.observe(list);
  sizes.observe(document.body);
  signal.addEventListener('abort', () => {
    sizes.disconnect();
    laneWindow.close();
  });
  window.addEventListener('scroll', look, { passive: true, signal });
  window.addEventListener('resize', look, { signal });
  // On paper nobody scrolls. What is printed is what stands there when the event is over.
  const showAll = () => flushSync(() => laneWindow.look(null));
  window.addEventListener('beforeprint', showAll, { signal });
  window.addEventListener('afterprint', look, { signal });
  list.addEventListener('focusin', ({ target }) => laneWindow.focus(playerOf(target)), { signal });
  const leave = ({ target }: FocusEvent) => {
    // Where another window takes over, the lane keeps the focus for when this one comes back.
    if (document.activeElement !== target) laneWindow.focus(null);
  };
  list.addEventListener('focusout', leave, { signal });
  laneWindow.focus(playerOf(document.activeElement));
  return laneWindow;
}

function playerOf(target: EventTarget | null): number | null {
  if (!(target instanceof Element)) return null;
  const player = target.closest<HTMLElement>('.lane')?.dataset['player'];
  return player === undefined ? null : Number(player);
}
