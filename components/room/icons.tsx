interface IconProps {
  readonly className?: string;
}

/** Drawn in a field of 24 × 24, as blunt as the bibs. The words beside them say the same. */
export function LockIcon({ className = 'size-4' }: IconProps) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="currentColor">
      <path d="M3 10h18v12H3z" />
      <path d="M7 10V7a5 5 0 0 1 10 0v3" fill="none" stroke="currentColor" strokeWidth="3" />
    </svg>
  );
}

export function PersonIcon({ className = 'size-5' }: IconProps) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="currentColor">
      <path d="M12 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM2.5 22a9.5 8.5 0 0 1 19 0z" />
    </svg>
  );
}

export function UndoIcon({ className = 'size-5' }: IconProps) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="none">
      <path d="M9 3 3 9l6 6M4 9h11a5.5 5.5 0 0 1 0 11h-5" stroke="currentColor" strokeWidth="3" />
    </svg>
  );
}
