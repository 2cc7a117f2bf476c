import { HomeLink } from './home-link.tsx';
/** Four bibs: the mark. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className={className}>
      <path fill="var(--bib-0)" d="M0 0h20v20H0z" />
      <path fill="var(--bib-1)" d="M20 0h20v20H20z" />
      <path fill="var(--bib-2)" d="M0 20h20v20H0z" />
      <path fill="var(--bib-3)" d="M20 20h20v20H20z" />
      <path
        fill="var(--bib-ink)"
        d="M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zm20-.5 7 13H23zM4.5 24.5h11v11h-11zM28 24h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
      />
    </svg>
  );
}

export function Wordmark() {
  return (
    <HomeLink className="inline-flex items-center gap-3 py-1">
      <BrandMark className="size-9" />
      <span className="poster text-3xl">Scoreroom</span>
    </HomeLink>
  );
}
