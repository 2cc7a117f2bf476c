import { formatChange } from './format-score.ts';

/** Taps closer together than this are shown as one growing change. */
const TOGETHER_MS = 900;
const FADE_MS = 900;

/**
 * "+1" beside the number after this person's own tap. It writes to its element directly, so that an echo costs no render
 * and never stands between the finger and the score.
 */
export class TapEcho {
  readonly #element: HTMLElement;
  #sum = 0;
  #lastAt = -Infinity;
  #animation: Animation | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  show(delta: number): void {
    const now = performance.now();
    this.#sum = now - this.#lastAt < TOGETHER_MS ? this.#sum + delta : delta;
    this.#lastAt = now;
    this.#element.textContent = this.#sum === 0 ? '' : formatChange(this.#sum);
    this.#animation?.cancel();
    this.#animation = this.#element.animate(frames(), { duration: FADE_MS, easing: 'ease-out' });
  }
}

function frames(): Keyframe[] {
  const stay = [{ opacity: 1 }, { opacity: 1, offset: 0.6 }, { opacity: 0 }];
  if (prefersStillness()) return stay;
  return [
    { opacity: 1, transform: 'translateY(35%) scale(0.8)' },
    { opacity: 1, transform: 'none', offset: 0.18 },
    { opacity: 1, transform: 'none', offset: 0.6 },
    { opacity: 0, transform: 'translateY(-30%)' },
  ];
}

export function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
