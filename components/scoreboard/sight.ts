/** Which part of each column of lanes is in sight, or nearly so. */
export interface Sight {
  /** Lanes in one column. */
  readonly rows: number;
  readonly first: number;
  readonly last: number;
}

interface Lay {
  readonly players: number;
  readonly columns: number;
  /** All in pixels; `top` is that of the board, and negative once it is scrolled. */
  readonly laneHeight: number;
  readonly top: number;
  readonly windowHeight: number;
}

/** A scroll may run ahead of the script by this many windows, either way. */
const MARGIN = 0.5;

export function sightOf({ players, columns, laneHeight, top, windowHeight }: Lay): Sight {
  const margin = MARGIN * windowHeight;
  return {
    rows: Math.ceil(players / columns),
    first: Math.floor((-top - margin) / laneHeight),
    last: Math.floor((windowHeight - top + margin) / laneHeight),
  };
}

export function isInSight({ rows, first, last }: Sight, index: number): boolean {
  const row = index % rows;
  return row >= first && row <= last;
}

/** How the lanes lie on the page now; null where they are not placed by their index, in browsers that cannot round. */
export function sightOn(list: HTMLElement, players: number): Sight | null {
  if (!CSS.supports('width', 'round(down, 1px, 1px)')) return null;
  const columns = Number(getComputedStyle(list).getPropertyValue('--columns')) || 1;
  const { top, height } = list.getBoundingClientRect();
  const laneHeight = height / Math.ceil(players / columns);
  if (!(laneHeight > 0)) return null;
  return sightOf({ players, columns, laneHeight, top, windowHeight: window.innerHeight });
}
