/** What goes on in a run besides viewers that tap and look on. Goes from process to process, so it is data only. */
export type SideLoad =
  | { readonly kind: 'none' }
  /** So many more viewers join in the window, evenly over so many seconds. */
  | { readonly kind: 'joins'; readonly count: number; readonly seconds: number }
  /** So many people open the room's page for the first time, each second. */
  | { readonly kind: 'pages'; readonly perSec: number }
  /** So many more viewers are connected and never read. */
  | { readonly kind: 'slow-readers'; readonly count: number }
  /** The server is stopped and started again in the window, and everybody comes back. */
  | { readonly kind: 'restart' }
  /** Somebody looks on with a real browser on a slow phone. */
  | { readonly kind: 'browser'; readonly slowdown: number };

/** Further figures of one run, by the name that they have in its JSON. */
export type Figures = Readonly<Record<string, number | null>>;

export function sideText(side: SideLoad): string | null {
  switch (side.kind) {
    case 'none':
      return null;
    case 'joins':
      return `${side.count} join within ${side.seconds} s`;
    case 'pages':
      return `${side.perSec} page loads/s`;
    case 'slow-readers':
      return `${side.count} more who never read`;
    case 'restart':
      return 'the server restarts';
    case 'browser':
      return `a browser, ${side.slowdown} times slower`;
  }
}
