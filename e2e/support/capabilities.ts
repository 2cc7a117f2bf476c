import type { Driver } from './engines.ts';

/** What can be tested through a driver; all measured. A spec skips by it: `test.skip(!can.emulateMedia, '…')`. */
export interface Capabilities {
  /** Context options such as `viewport` or `locale`, and `page.setViewportSize`. */
  readonly setContextOptions: boolean;
  /** Colour scheme, reduced motion, forced colours. */
  readonly emulateMedia: boolean;
  readonly disableJavaScript: boolean;
  /** A second page in an actor's own context. */
  readonly openTabs: boolean;
  readonly routeWebSocket: boolean;
  /**
   * `context.setOffline`. Beware: an open WebSocket is frozen by it in Chromium and keeps flowing in Firefox. To drop
   * a link, close it through `routeWebSocket`, or stop the server.
   */
  readonly setOffline: boolean;
  readonly tap: boolean;
  /** A click with a pointer behind it. Without one, menus that open on a press are opened by the keyboard. */
  readonly press: boolean;
  readonly clipboard: boolean;
  readonly runAxe: boolean;
}

const everything: Capabilities = {
  setContextOptions: true,
  emulateMedia: true,
  disableJavaScript: true,
  openTabs: true,
  routeWebSocket: true,
  setOffline: true,
  tap: true,
  press: true,
  clipboard: true,
  runAxe: true,
};

export const capabilities: Readonly<Record<Driver, Capabilities>> = {
  playwright: everything,
  bidi: {
    ...everything,
    emulateMedia: false,
    disableJavaScript: false,
    tap: false,
    clipboard: false,
  },
  bridge: {
    setContextOptions: false,
    emulateMedia: true,
    disableJavaScript: false,
    openTabs: false,
    routeWebSocket: false,
    setOffline: false,
    tap: false,
    press: false,
    clipboard: false,
    runAxe: false,
  },
};
