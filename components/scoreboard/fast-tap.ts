import type { TouchEvent } from 'react';

interface FastTap {
  readonly onClick: () => void;
  readonly onTouchEnd: (event: TouchEvent<HTMLElement>) => void;
}

/**
 * Handlers of a button for fast fingers. Browsers make no click of a second finger, so that two thumbs on two buttons
 * lose taps: each touch counts where it ends, and its click is called off. Mouse, keyboard and assistive technology click.
 */
export function fastTap(tap: () => void): FastTap {
  return {
    onClick: tap,
    onTouchEnd(event) {
      // A touch that cannot be cancelled belongs to a scroll.
      if (!event.cancelable) return;
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      for (const { clientX, clientY } of Array.from(event.changedTouches)) {
        const isInside =
          clientX >= box.left &&
          clientX <= box.right &&
          clientY >= box.top &&
          clientY <= box.bottom;
        if (isInside) tap();
      }
    },
  };
}
