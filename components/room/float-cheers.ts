import { prefersStillness } from '#components/scoreboard/tap-echo.ts';
import type { CheerCounts } from '#lib/client/store/room-state.ts';

/** More of one kind at once are a number beside the last of them. */
const EACH_AT_ONCE = 5;
/** On the screen at a time: a hall of a thousand is as loud as a hall of forty. */
const MAX_FLOATING = 40;
const RISE_MS = 2_600;
/** Cheers of one round do not rise in step. */
const SPREAD_MS = 500;
const TALLY_MS = 4_000;

/** Lets a round of cheers rise over the board, by transforms alone; or counts them, for who wants nothing to move. */
export function floatCheers(layer: HTMLElement, counts: CheerCounts): void {
  if (prefersStillness()) {
    tally(layer, counts);
    return;
  }
  for (const [emoji, count] of counts) {
    const shown = Math.min(count, EACH_AT_ONCE);
    for (let index = 0; index < shown; index += 1) {
      const isLast = index === shown - 1;
      rise(layer, emoji, isLast && count > shown ? `×${count}` : '');
    }
  }
}

function rise(layer: HTMLElement, emoji: string, more: string): void {
  if (layer.childElementCount >= MAX_FLOATING) return;
  const cheer = document.createElement('span');
  cheer.className = 'cheer';
  cheer.textContent = emoji;
  if (more !== '') cheer.dataset['more'] = more;
  cheer.style.left = `${6 + Math.random() * 84}%`;
  layer.append(cheer);
  const sway = (Math.random() - 0.5) * 12;
  const tilt = (Math.random() - 0.5) * 30;
  const height = 55 + Math.random() * 25;
  const animation = cheer.animate(
    [
      { transform: 'translate(0, 60%) scale(0.4)', opacity: 0 },
      {
        transform: `translate(0, -8vh) scale(1.15) rotate(${tilt / 2}deg)`,
        opacity: 1,
        offset: 0.14,
      },
      {
        transform: `translate(${sway / 2}vw, ${-height * 0.7}vh) rotate(${tilt}deg)`,
        opacity: 1,
        offset: 0.75,
      },
      { transform: `translate(${sway}vw, ${-height}vh) scale(0.9) rotate(${tilt}deg)`, opacity: 0 },
    ],
    {
      duration: RISE_MS * (0.85 + Math.random() * 0.4),
      delay: Math.random() * SPREAD_MS,
      easing: 'cubic-bezier(.25,.6,.4,1)',
      fill: 'both',
    },
  );
  const leave = () => cheer.remove();
  animation.finished.then(leave, leave);
}

interface Tally {
  readonly element: HTMLElement;
  readonly counts: Map<string, number>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const tallies = new WeakMap<HTMLElement, Tally>();

function tally(layer: HTMLElement, counts: CheerCounts): void {
  let known = tallies.get(layer);
  if (known === undefined) {
    const element = document.createElement('p');
    element.className = 'cheer-tally';
    known = { element, counts: new Map(), timer: undefined };
    tallies.set(layer, known);
  }
  const { element, counts: sums } = known;
  for (const [emoji, count] of counts) sums.set(emoji, (sums.get(emoji) ?? 0) + count);
  element.textContent = Array.from(sums, ([emoji, sum]) => `${emoji} ${sum}`).join('   ');
  layer.append(element);
  clearTimeout(known.timer);
  known.timer = setTimeout(() => {
    sums.clear();
    element.remove();
  }, TALLY_MS);
}
