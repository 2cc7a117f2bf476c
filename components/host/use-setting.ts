'use client';

import { useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import { useAct } from './use-act.ts';

interface Pending<T> {
  readonly value: T;
  /** The version from which the board itself says so. */
  readonly until: number;
}

interface Setting<T> {
  readonly value: T;
  readonly isBusy: boolean;
  readonly set: (value: T, done?: string) => Promise<boolean>;
}

/** One rule of the room. It shows what was chosen at once, and goes back where the server says no. */
export function useSetting<K extends keyof Settings>(key: K): Setting<Settings[K]> {
  const known = useRoom(({ board }) => board.settings[key]);
  const version = useRoom(({ board }) => board.version);
  const act = useAct();
  const [pending, setPending] = useState<Pending<Settings[K]> | null>(null);
  const isPending = pending !== null && version < pending.until;

  const set = async (value: Settings[K], done?: string) => {
    setPending({ value, until: Infinity });
    const settings: Partial<Settings> = { [key]: value };
    const outcome = await act({ type: 'change-settings', settings }, done);
    setPending(outcome.ok ? { value, until: outcome.version } : null);
    return outcome.ok;
  };
  return {
    value: isPending ? pending.value : known,
    isBusy: pending?.until === Infinity,
    set,
  };
}
