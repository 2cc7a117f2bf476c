'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { ADMIN_LIMITS, type AdminRoom } from '#lib/protocol/admin.ts';

export interface Selection {
  readonly codes: ReadonlySet<string>;
  readonly count: number;
  readonly isWholePage: boolean;
  readonly has: (code: string) => boolean;
  /** `isRange` (the shift key): all from the one before to this one. */
  readonly toggle: (code: string, isSelected: boolean, isRange: boolean) => void;
  readonly togglePage: (isSelected: boolean) => void;
  readonly clear: () => void;
}

/** Which rows are selected; they stay so over pages, orders and searches, until they are cleared. */
export function useSelection(rooms: readonly AdminRoom[]): Selection {
  const [codes, setCodes] = useState<ReadonlySet<string>>(new Set());
  const shown = useRef(rooms);
  useEffect(() => {
    shown.current = rooms;
  }, [rooms]);
  const last = useRef<string | null>(null);

  const set = useCallback((changed: readonly string[], isSelected: boolean) => {
    setCodes((old) => {
      const next = new Set(old);
      for (const code of changed) {
        if (!isSelected) next.delete(code);
        else if (next.size < ADMIN_LIMITS.selectedRooms) next.add(code);
      }
      return next;
    });
  }, []);

  const toggle = useCallback(
    (code: string, isSelected: boolean, isRange: boolean) => {
      const order = shown.current.map((room) => room.code);
      const from = last.current === null ? -1 : order.indexOf(last.current);
      const to = order.indexOf(code);
      last.current = code;
      if (!isRange || from === -1) set([code], isSelected);
      else set(order.slice(Math.min(from, to), Math.max(from, to) + 1), isSelected);
    },
    [set],
  );

  return {
    codes,
    count: codes.size,
    isWholePage: rooms.length > 0 && rooms.every(({ code }) => codes.has(code)),
    has: (code) => codes.has(code),
    toggle,
    togglePage: (isSelected) =>
      set(
        shown.current.map(({ code }) => code),
        isSelected,
      ),
    clear: () => setCodes(new Set()),
  };
}
