/** When the page shows what has changed. */
export interface Frames {
  /** Calls back once, before the next paint; while nobody can see the page, not before somebody can. */
  readonly next: (callback: () => void) => void;
}

export const browserFrames: Frames = {
  next: (callback) => void requestAnimationFrame(callback),
};

/** For programs, which paint nothing: each change is told as it happens. */
export const noFrames: Frames = { next: (callback) => callback() };
