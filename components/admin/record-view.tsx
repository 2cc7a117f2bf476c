'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditLine, AuditPage } from '#lib/protocol/admin.ts';
import { ADMIN_LIMITS } from '#lib/protocol/admin.ts';
import { callAdmin } from './admin-api.ts';
import { actionWords, byWords, detailWords } from './audit-words.ts';

const TYPING_MS = 250;

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

interface RecordViewProps {
  /** Only what was done to this board; null for all. */
  readonly code: string | null;
  readonly onCode: (code: string | null) => void;
}

/** Everything that admins and hosts did, the latest first. */
export function RecordView({ code, onCode }: RecordViewProps) {
  const [text, setText] = useState('');
  const [entries, setEntries] = useState<readonly AuditLine[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [problem, setProblem] = useState('');
  const asked = useRef(0);

  const load = useCallback(
    async (before: number | null) => {
      const turn = (asked.current += 1);
      const search = new URLSearchParams();
      if (code !== null) search.set('code', code);
      if (text.trim() !== '') search.set('text', text.trim());
      if (before !== null) search.set('before', String(before));
      const answer = await callAdmin<AuditPage>(`audit?${String(search)}`);
      if (turn !== asked.current) return;
      setProblem(answer.ok ? '' : answer.error.text);
      if (!answer.ok) return;
      const page = answer.value;
      setEntries((old) => (before === null ? page.entries : [...(old ?? []), ...page.entries]));
      setNext(page.next);
    },
    [code, text],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(null), text === '' ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [load, text]);

  return (
    <section aria-label="Record" className="record">
      <div className="rooms-tools">
        <input
          type="search"
          aria-label="Find in the record"
          placeholder="Find who or what"
          autoComplete="off"
          maxLength={ADMIN_LIMITS.textLength}
          className="rooms-text"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {code !== null && (
          <p className="rooms-row">
            Only board <span className="code">{code}</span>
            <button type="button" className="text-button" onClick={() => onCode(null)}>
              Show all
            </button>
          </p>
        )}
      </div>
      <p role="alert" className="field-problem">
        {problem}
      </p>
      {entries?.length === 0 && (
        <p className="rooms-none">
          {text === '' ? 'Nothing was recorded yet.' : 'Nothing was found.'}
        </p>
      )}
      {entries !== null && entries.length > 0 && <Days entries={entries} onCode={onCode} />}
      {next !== null && (
        <p className="pager">
          <button type="button" className="tool" onClick={() => void load(next)}>
            Show earlier
          </button>
        </p>
      )}
    </section>
  );
}

function Days({
  entries,
  onCode,
}: {
  entries: readonly AuditLine[];
  onCode: (code: string) => void;
}) {
  const days = Map.groupBy(entries, ({ at }) => day.format(at));
  return [...days].map(([name, lines]) => (
    <section key={name}>
      <h2 className="record-day">{name}</h2>
      <ol className="record-list">
        {lines.map((line) => (
          <li key={line.id} className="record-line">
            <time className="record-time" dateTime={new Date(line.at).toISOString()}>
              {clock.format(line.at)}
            </time>
            <span className="record-what">
              <span className="record-action">{actionWords(line.action)}</span>{' '}
              <span className="record-detail" dir="auto">
                {detailWords(line.detail)}
              </span>
            </span>
            <span className="record-code">
              {line.code !== null && (
                <button
                  type="button"
                  className="text-button code"
                  aria-label={`Only board ${line.code}`}
                  onClick={() => onCode(line.code ?? '')}
                >
                  {line.code}
                </button>
              )}
            </span>
            <span className="record-who" dir="auto">
              {byWords(line)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  ));
}
