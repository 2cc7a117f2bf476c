'use client';

import { useCallback, useEffect, useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { callRoom } from './rest.ts';

interface Fetched<T> {
  /** Null until the first answer; after a failure the last good one. */
  readonly value: T | null;
  readonly problem: string | null;
  readonly reload: () => void;
}

/**
 * What the server tells on being asked: once at first, on `reload`, when `on` changes, and every `everyMs` while the page
 * is looked at.
 */
export function useFetched<T>(
  path: string,
  { on, everyMs }: { on?: number | string | undefined; everyMs?: number } = {},
): Fetched<T> {
  const code = useRoom(({ board }) => board.code);
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const load = useCallback(async () => {
    const answer = await callRoom<T>(code, path);
    setProblem(answer.ok ? null : answer.error.text);
    if (answer.ok) setValue(answer.value);
  }, [code, path]);

  useEffect(() => {
    // In a turn of its own: what several commits in one turn change is asked for once.
    const timer = setTimeout(() => void load());
    return () => clearTimeout(timer);
  }, [load, on]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void load();
    }, everyMs);
    return () => clearInterval(timer);
  }, [load, everyMs]);

  const reload = useCallback(() => void load(), [load]);
  return { value, problem, reload };
}
