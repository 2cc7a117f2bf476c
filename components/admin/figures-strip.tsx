'use client';

import type { ReactNode } from 'react';
import type { AdminFigures } from '#lib/protocol/admin.ts';
import { formatBytes, formatCount, formatMs, formatRate, formatSpan } from './format.ts';
import { useFigures } from './use-figures.ts';

/** From here on people notice it: taps that are slow to be saved, and a server that is late for everything. */
const SLOW_COMMIT_MS = 200;
const LATE_LOOP_MS = 100;

/** How the server does at this moment, as on a scoreboard. */
export function FiguresStrip({ first }: { first: AdminFigures }) {
  const { figures, isLive } = useFigures(first);
  const { commitP50Ms, commitP99Ms, eventLoopP50Ms, eventLoopP99Ms } = figures;
  const memory = formatBytes(figures.memoryBytes);
  return (
    <section className="figures" aria-label="The server now" data-stale={!isLive || undefined}>
      <dl className="figures-list">
        <Figure name="Connected">{formatCount(figures.connections)}</Figure>
        <Figure name="Boards in use">{formatCount(figures.rooms)}</Figure>
        <Figure name="Taps" unit="/s">
          {formatRate(figures.tapsPerSecond)}
        </Figure>
        <Figure name="Memory" unit={memory.unit}>
          {memory.value}
        </Figure>
        <Figure
          name="Saving takes"
          unit={commitP50Ms === null ? undefined : 'ms'}
          note={worst(commitP99Ms)}
          title="How long a commit took in the last minute: half of them at most this long, and 99 of 100 at most the second figure."
          isBad={(commitP99Ms ?? 0) >= SLOW_COMMIT_MS}
        >
          {formatMs(commitP50Ms)}
        </Figure>
        <Figure
          name="Late by"
          unit={eventLoopP50Ms === null ? undefined : 'ms'}
          note={worst(eventLoopP99Ms)}
          title="How late the server’s event loop was in the last seconds: half of the time at most this much, and 99 of 100 times at most the second figure."
          isBad={(eventLoopP99Ms ?? 0) >= LATE_LOOP_MS}
        >
          {formatMs(eventLoopP50Ms)}
        </Figure>
        <Figure name="Running for" isWords>
          {formatSpan(figures.uptimeMs)}
        </Figure>
      </dl>
      {!isLive && <p className="figures-stale">Not live: the server does not answer.</p>}
    </section>
  );
}

function worst(ms: number | null): string | undefined {
  return ms === null ? undefined : `at worst ${formatMs(ms)}`;
}

interface FigureProps {
  readonly name: string;
  readonly unit?: string | undefined;
  readonly note?: string | undefined;
  readonly title?: string;
  readonly isBad?: boolean;
  readonly isWords?: boolean;
  readonly children: ReactNode;
}

function Figure({
  name,
  unit,
  note,
  title,
  isBad = false,
  isWords = false,
  children,
}: FigureProps) {
  return (
    <div className="figure" data-bad={isBad || undefined} title={title}>
      <dt className="figure-name">{name}</dt>
      <dd className="figure-value">
        <span className="numeral" data-words={isWords || undefined} suppressHydrationWarning>
          {children}
        </span>
        {unit !== undefined && <span className="figure-unit">{unit}</span>}
      </dd>
      {note !== undefined && <dd className="figure-note">{note}</dd>}
    </div>
  );
}
