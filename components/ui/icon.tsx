/** Drawn in a field of 24 × 24 with the same blunt strokes as the bibs. */
const PATHS = {
  undo: 'M9 4 3 10l6 6M3.5 10H15a5.5 5.5 0 0 1 0 11h-4',
  redo: 'M15 4l6 6-6 6M20.5 10H9a5.5 5.5 0 0 0 0 11h4',
  locked: 'M4 11h16v10H4zM7.5 11V7.5a4.5 4.5 0 0 1 9 0V11',
  unlocked: 'M4 11h16v10H4zM7.5 11V6.5a4.5 4.5 0 0 1 8.7-1.6',
  announce: 'M3 9.5v5h4l9 5.5V4L7 9.5zM20 9v6',
  board: 'M3 5h18M3 12h18M3 19h18',
  log: 'M12 7v5.5l3.5 2.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  people:
    'M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.5M18 14a6.5 6.5 0 0 1 3.5 6',
  room: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  more: 'M5 11.9v.2M12 11.9v.2M19 11.9v.2',
  up: 'M12 20V5M5 12l7-7 7 7',
  down: 'M12 4v15M5 12l7 7 7-7',
  grip: 'M4 8.5h16M4 15.5h16',
  close: 'M5 5l14 14M19 5 5 19',
  back: 'M11 5l-7 7 7 7M4.5 12H20',
  add: 'M12 4v16M4 12h16',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  readonly name: IconName;
  readonly className?: string;
}

/** Decoration: whatever it stands in says the same in words. */
export function Icon({ name, className = 'size-6' }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 3.5 : 2.5}
      strokeLinecap={name === 'more' ? 'round' : 'square'}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
