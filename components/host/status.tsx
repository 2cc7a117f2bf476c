'use client';

import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { assert } from '#lib/shared/assert.ts';

interface Saying {
  readonly kind: 'done' | 'problem';
  readonly text: string;
}

export interface Say {
  /** Something went as asked. Leaves by itself. */
  readonly done: (text: string) => void;
  /** Something did not; stays until it is read and dismissed, or something works. */
  readonly problem: (text: string) => void;
  readonly clear: () => void;
}

const DONE_MS = 5_000;

const SayContext = createContext<Say | null>(null);
const SayingContext = createContext<Saying | null>(null);

/** One place on the page for what came of the last thing that was asked for. */
export function StatusProvider({ children }: { children: ReactNode }) {
  const [saying, setSaying] = useState<Saying | null>(null);
  const clear = useCallback(() => setSaying(null), []);
  const say = useMemo(
    (): Say => ({
      done: (text) => setSaying({ kind: 'done', text }),
      problem: (text) => setSaying({ kind: 'problem', text }),
      clear,
    }),
    [clear],
  );
  useEffect(() => {
    if (saying?.kind !== 'done') return;
    const timer = setTimeout(clear, DONE_MS);
    return () => clearTimeout(timer);
  }, [saying, clear]);
  return (
    <SayContext value={say}>
      <SayingContext value={saying}>{children}</SayingContext>
    </SayContext>
  );
}

export function useSay(): Say {
  const say = use(SayContext);
  assert(say !== null, 'useSay is used inside a StatusProvider');
  return say;
}

/** Told politely where it went well, and at once where it did not. */
export function Status() {
  const saying = use(SayingContext);
  const { clear } = useSay();
  return (
    <div className="host-status">
      <output>
        {saying?.kind === 'done' && (
          <span className="host-saying" dir="auto">
            {saying.text}
          </span>
        )}
      </output>
      <div role="alert">
        {saying?.kind === 'problem' && (
          <span className="host-saying" data-kind="problem">
            <span dir="auto">{saying.text}</span>
            <button type="button" className="notice-button" onClick={clear}>
              Dismiss
            </button>
          </span>
        )}
      </div>
    </div>
  );
}
