declare global {
  interface Window {
    /** Of `EarlyClicks`; not there where its script did not run, as in a test. */
    replayEarlyClicks?: () => void;
  }
}

/** Answers the clicks that came before the page could, in their order, and from now on leaves them alone. */
export function replayEarlyClicks(): void {
  window.replayEarlyClicks?.();
}
