import { renderToString } from 'react-dom/server';
import { DEFAULT_SETTINGS } from '#lib/protocol/settings.ts';
import { expect, it, vi } from 'vitest';
import { useRoom, useRoomActions } from './room-hooks.ts';
import { RoomStoreProvider } from './room-store-provider.tsx';

const SNAPSHOT = {
  code: 'CCCCCC',
  name: 'Quiz night',
  epoch: 1,
  version: 1,
  generation: 1,
  settings: DEFAULT_SETTINGS,
  players: [{ id: 1, name: 'Ada', score: 7 }],
};

function Score() {
  const player = useRoom(({ board }) => board.players.get(1));
  const places = useRoom(({ board }) => Array.from(board.players.keys()));
  const { tap } = useRoomActions();
  return (
    <button type="button" onClick={() => tap(1, 1)}>
      {`${player?.name} ${player?.score} of ${places.length}`}
    </button>
  );
}

it('a page renders on the server from its snapshot, with no browser there', () => {
  for (const name of ['window', 'document', 'indexedDB', 'sessionStorage', 'crypto']) {
    vi.stubGlobal(name, undefined);
  }
  const html = renderToString(
    <RoomStoreProvider snapshot={SNAPSHOT}>
      <Score />
    </RoomStoreProvider>,
  );
  expect(html).toContain('Ada 7 of 1');
});

it('the hooks say where they belong', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(() => renderToString(<Score />)).toThrow('inside a RoomStoreProvider');
});
