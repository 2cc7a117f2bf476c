/** Lanes within half a screen of the window may come into it while they move. */
const MARGIN = '50% 0%';

let observer: IntersectionObserver | undefined;

/**
 * Marks an element with `data-near` while it is in sight or nearly so. Only such lanes animate: a board of three hundred
 * would otherwise keep hundreds of movements going that nobody sees.
 */
export function watchNearness(element: Element): () => void {
  observer ??= new IntersectionObserver(mark, { rootMargin: MARGIN });
  observer.observe(element);
  return () => observer?.unobserve(element);
}

export function isNear(element: Element): boolean {
  return element.closest('[data-near]') !== null;
}

function mark(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries)
    target.toggleAttribute('data-near', isIntersecting);
}
