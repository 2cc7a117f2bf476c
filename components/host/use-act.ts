'use client';

import { useCallback } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { ActOutcome } from '#lib/client/store/room-state.ts';
import type { Action } from '#lib/protocol/actions.ts';
import { unconnected } from '#lib/protocol/wire-error.ts';
import { useSay } from './status.tsx';

export type Act = (action: Action, done?: string) => Promise<ActOutcome>;

const NO_CONNECTION: ActOutcome = {
  ok: false,
  error: unconnected(
    'There is no connection right now, and this needs one. Nothing was changed: try again when it is back.',
  ),
};

/** Does something to the room, and says on the page what came of it. `done` is what to say where it went well. */
export function useAct(): Act {
  const { act } = useRoomActions();
  const isLive = useRoom(({ link }) => link === 'live');
  const say = useSay();
  return useCallback(
    async (action, done) => {
      const outcome = isLive ? await act(action) : NO_CONNECTION;
      if (!outcome.ok) say.problem(outcome.error.message);
      else if (done !== undefined) say.done(done);
      else say.clear();
      return outcome;
    },
    [act, isLive, say],
  );
}
