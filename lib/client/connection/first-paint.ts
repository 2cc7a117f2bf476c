/** A browser that does not tell of its paints is not waited for longer than this. */
const FAIL_SAFE_MS = 2_000;

/** Resolves once the page has been painted for the first time; at once where nobody sees it, or nothing is painted. */
export function firstPaint(): Promise<void> {
  if (typeof document === 'undefined' || document.visibilityState === 'hidden' || !isToldOfPaints())
    return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, FAIL_SAFE_MS);
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
    new PerformanceObserver((_, observer) => {
      observer.disconnect();
      resolve();
    }).observe({ type: 'paint', buffered: true });
  });
}

function isToldOfPaints(): boolean {
  return (
    typeof PerformanceObserver !== 'undefined' &&
    PerformanceObserver.supportedEntryTypes.includes('paint')
  );
}
