'use client';

import { memo, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { fixedOrder } from './board-order.ts';
import { canRedo, canUndo, EVENT_KINDS, type EventKind, type LogEntry } from './log-entry.ts';
import { eventWords, KIND_WORDS, nameIn, whoIn } from './log-words.ts';
import { useRecent } from './recent-context.tsx';
import { EVERYTHING, useLog, type LogFilter } from './use-log.ts';
import { dayOf, isSameDay, timeOf } from './when.ts';

interface ScoreLogProps {
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Who changed which score, on which device, when, by how much and why; and the way back for each. */
export function ScoreLog({ search }: ScoreLogProps) {
  const [filter, setFilter] = useState<LogFilter>(EVERYTHING);
  const [device, setDevice] = useState<string | null>(null);
  const text = useDeferredValue(filter.text);
  const settled = useMemo(() => ({ ...filter, text }), [filter, text]);
  const { pages, problem, isLoading, older, restart } = useLog(settled);
  const isFiltered = filter !== EVERYTHING;
  const generation = useRoom(({ board }) => board.generation);
  const entries = pages?.entries ?? [];
  const [opened] = useState(() => Date.now());
  const clear = () => setFilter(EVERYTHING);

  return (
    <section className="panel" aria-labelledby="log-title">
      <h2 id="log-title" className="panel-title poster">
        Score log
      </h2>
      <LogFilters filter={filter} search={search} onChange={setFilter} />
      {filter.device !== null && (
        <p className="filter-note">
          Only {device ?? 'one device'}
          <button type="button" className="text-button" onClick={clear}>
            Show all
          </button>
        </p>
      )}
      {pages?.isDetached === true && (
        <button type="button" className="button back-to-newest" onClick={restart}>
          Back to the newest
        </button>
      )}
      {problem !== null && (
        <p role="alert" className="field-problem">
          {problem}{' '}
          <button type="button" className="text-button" onClick={restart}>
            Try again
          </button>
        </p>
      )}
      {pages !== null && entries.length === 0 ? (
        <div className="panel-empty">
          <p>{isFiltered ? 'Nothing in the log is like that.' : 'No score has changed yet.'}</p>
          {isFiltered ? (
            <button type="button" className="text-button" onClick={clear}>
              Show all
            </button>
          ) : (
            <p className="hint">Each tap and correction will stand here, with a way to undo it.</p>
          )}
        </div>
      ) : (
        <ol className="log" aria-label="Score log, the newest first" aria-busy={pages === null}>
          {entries.map((entry, index) => {
            const above = entries[index - 1];
            return (
              <LogItem
                key={entry.version}
                entry={entry}
                startsGeneration={(above?.generation ?? generation) !== entry.generation}
                startsDay={!isSameDay(above?.at ?? opened, entry.at)}
                onDevice={(chosen) => {
                  setDevice(chosen.deviceName ?? whoIn(chosen));
                  setFilter({ ...filter, device: chosen.device });
                }}
              />
            );
          })}
        </ol>
      )}
      {pages !== null && pages.next !== null && <Older isLoading={isLoading} onOlder={older} />}
    </section>
  );
}

interface LogFiltersProps {
  readonly filter: LogFilter;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onChange: (filter: LogFilter) => void;
}

function LogFilters({ filter, search, onChange }: LogFiltersProps) {
  const id = useId();
  const board = useRoom((state) => state.board);
  return (
    <search className="log-filters" aria-label="The log">
      <input
        ref={search}
        type="search"
        className="input"
        aria-label="Search the log: a reason, a device, a link"
        placeholder="Reason, device, link…"
        maxLength={100}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <label className="sr-only" htmlFor={`${id}-player`}>
        Player
      </label>
      <select
        id={`${id}-player`}
        className="input select"
        value={filter.player ?? ''}
        onChange={({ target }) =>
          onChange({ ...filter, player: target.value === '' ? null : Number(target.value) })
        }
      >
        <option value="">All players</option>
        {fixedOrder(board).map((player) => (
          <option key={player} value={player}>
            {board.players.get(player)?.name}
          </option>
        ))}
      </select>
      <label className="sr-only" htmlFor={`${id}-kind`}>
        Kind of change
      </label>
      <select
        id={`${id}-kind`}
        className="input select"
        value={filter.kind ?? ''}
        onChange={({ target }) =>
          onChange({ ...filter, kind: target.value === '' ? null : (target.value as EventKind) })
        }
      >
        <option value="">All changes</option>
        {EVENT_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KIND_WORDS[kind]}
          </option>
        ))}
      </select>
    </search>
  );
}

interface LogItemProps {
  readonly entry: LogEntry;
  readonly startsGeneration: boolean;
  readonly startsDay: boolean;
  readonly onDevice: (entry: LogEntry) => void;
}

const LogItem = memo(function LogItem({
  entry,
  startsGeneration,
  startsDay,
  onDevice,
}: LogItemProps) {
  const generation = useRoom(({ board }) => board.generation);
  const player = useRoom(({ board }) => board.players.get(entry.player));
  const { undo, redo } = useRecent();
  const { colour, shape } = bibOf(entry.player, player);
  const what = `${nameIn(entry)} ${eventWords(entry)}`;
  return (
    <li className="log-item" data-bib={colour} data-undone={entry.undoneBy !== null || undefined}>
      {startsDay && <p className="log-break">{dayOf(entry.at)}</p>}
      {startsGeneration && <p className="log-break">Before the reset: round {entry.generation}</p>}
      <div className="log-line">
        <span className="mini-bib">
          <BibShape shape={shape} className="size-4" />
        </span>
        <p className="log-what">
          <span className="log-event">
            <bdi className="log-name">{nameIn(entry)}</bdi>{' '}
            <span className="log-change numeral">{eventWords(entry)}</span>
            {entry.undoneBy !== null && <span className="sr-only">, taken back</span>}
          </span>
          <span className="log-meta">
            <time dateTime={new Date(entry.at).toISOString()}>{timeOf(entry.at)}</time>
            {' · '}
            {entry.device === null ? (
              <bdi>{whoIn(entry)}</bdi>
            ) : (
              <button type="button" className="log-who" onClick={() => onDevice(entry)}>
                <bdi>{whoIn(entry)}</bdi>
                <span className="sr-only">: show only this device</span>
              </button>
            )}
            {entry.kind !== 'set' && entry.kind !== 'reset' && ` · now ${formatScore(entry.score)}`}
          </span>
          {entry.reason !== null && (
            <q className="log-reason" dir="auto">
              {entry.reason}
            </q>
          )}
        </p>
        {canUndo(entry, generation) && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Undo: ${what}`}
            onClick={() => void undo(entry)}
          >
            <Icon name="undo" className="size-5" />
          </button>
        )}
        {canRedo(entry, generation) && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Redo: ${what}`}
            onClick={() => void redo(entry)}
          >
            <Icon name="redo" className="size-5" />
          </button>
        )}
      </div>
    </li>
  );
});

/** Comes into sight where the log is read to its end, and brings more; a button for those who do not scroll. */
function Older({ isLoading, onOlder }: { isLoading: boolean; onOlder: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (button.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) onOlder();
      },
      { rootMargin: '400px' },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [onOlder]);
  return (
    <button ref={button} type="button" className="button older" onClick={onOlder}>
      {isLoading ? 'Loading…' : 'Show older'}
    </button>
  );
}
