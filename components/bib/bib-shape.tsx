import type { BibShapeName } from './bib.ts';

/** Drawn in a field of 24 × 24, and told apart by outline alone, so that they read at 16 px and across a hall. */
const PATHS: Record<BibShapeName, string> = {
  circle: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z',
  triangle: 'M12 2 23 21H1z',
  square: 'M3 3h18v18H3z',
  cross: 'M8.5 2h7v6.5H22v7h-6.5V22h-7v-6.5H2v-7h6.5z',
  drop: 'M22 2v10a10 10 0 1 1-10-10z',
  star: 'M12 .8l3.3 7.5 8.1.8-6.1 5.4 1.8 8L12 18.3l-7.1 4.2 1.8-8L.6 9.1l8.1-.8z',
  ring: 'M12 1.5a10.5 10.5 0 1 0 0 21 10.5 10.5 0 0 0 0-21zm0 6.2a4.3 4.3 0 1 1 0 8.6 4.3 4.3 0 0 1 0-8.6z',
  bars: 'M2 2h20v5.2H2zm0 7.4h20v5.2H2zm0 7.4h20V22H2z',
};

export function BibShape({ shape, className }: { shape: BibShapeName; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className} fill="currentColor">
      <path fillRule="evenodd" d={PATHS[shape]} />
    </svg>
  );
}
