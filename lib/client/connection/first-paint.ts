/** Resolves once the page has been painted; at once where nobody sees it, or nothing is painted. */
export function firstPaint(): Promise<void> {
  if (typeof document === 'undefined' || document.hidden) return Promise.resolve();
  // What a frame asks for is done after its paint.
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
