'use client';

import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { LinksPanel } from './links-panel.tsx';
import { LoadProblem } from './load-problem.tsx';
import { PinForm } from './pin-form.tsx';
import { useAct } from './use-act.ts';
import { useFetched } from './use-fetched.ts';
import { agoOf } from './when.ts';

/** One device that has been in the room, as `GET …/devices` tells it. */
interface Device {
  readonly device: string;
  /** Such as "Safari on iPhone". */
  readonly name: string | null;
  readonly role?: Role | null;
  /** The player that it has claimed. */
  readonly player: number | null;
  readonly here: boolean;
  /** Taps that were made on it and have not arrived, as far as it could say. */
  readonly waiting: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** While this is looked at, who comes and goes shows within this long. */
const REFRESH_MS = 5_000;

/** Who is here, and how they come in. */
export function PeoplePanel() {
  return (
    <section className="panel" aria-labelledby="people-title">
      <h2 id="people-title" className="panel-title poster">
        People
      </h2>
      <LinksPanel />
      <PinForm />
      <DevicesList />
    </section>
  );
}

function DevicesList() {
  const here = useRoom((state) => state.here);
  const { value, problem, reload } = useFetched<readonly Device[]>('/devices', {
    on: here ?? undefined,
    everyMs: REFRESH_MS,
  });
  const devices = (value ?? []).toSorted(
    (a, b) => Number(b.here) - Number(a.here) || b.lastSeenAt - a.lastSeenAt,
  );
  const awaited = devices.reduce((sum, { waiting }) => sum + waiting, 0);
  return (
    <section className="host-block" aria-labelledby="devices-title">
      <h3 id="devices-title" className="block-title">
        Who is here
        {value !== null && (
          <span className="count">{devices.filter((device) => device.here).length}</span>
        )}
      </h3>
      <LoadProblem text={problem} onRetry={reload} />
      {value !== null && devices.length === 0 && (
        <p className="hint">Nobody has come in yet. Share the code or a link.</p>
      )}
      {awaited > 0 && (
        <p className="hint">
          {awaited === 1 ? '1 tap has' : `${awaited} taps have`} not arrived yet. Wait for them
          before you close the room.
        </p>
      )}
      <ul className="rows">
        {devices.map((device) => (
          <DeviceRow key={device.device} device={device} />
        ))}
      </ul>
    </section>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const player = useRoom(({ board }) =>
    device.player === null ? undefined : board.players.get(device.player),
  );
  const act = useAct();
  const bib = player === undefined ? null : bibOf(player.id, player);
  const name = device.name ?? 'A program';
  return (
    <li className="row" data-bib={bib?.colour} data-away={!device.here || undefined}>
      {bib === null ? (
        <span className="mini-bib mini-bib-empty">
          <Icon name="people" className="size-4" />
        </span>
      ) : (
        <span className="mini-bib">
          <BibShape shape={bib.shape} className="size-4" />
        </span>
      )}
      <span className="row-words">
        <bdi className="row-title">{player?.name ?? name}</bdi>
        <span className="hint">
          {[
            player === undefined ? null : name,
            device.role ?? null,
            device.here ? 'here' : `last seen ${agoOf(device.lastSeenAt)}`,
            device.waiting > 0 ? waitingWords(device) : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </span>
      {player !== undefined && (
        <button
          type="button"
          className="tool"
          onClick={() =>
            void act(
              { type: 'release-player', player: player.id },
              `${player.name} can be claimed again.`,
            )
          }
        >
          Release<span className="sr-only"> {player.name}</span>
        </button>
      )}
    </li>
  );
}

function waitingWords({ waiting, here }: Device): string {
  const taps = waiting === 1 ? '1 tap' : `${waiting} taps`;
  return here ? `${taps} on the way` : `${taps} had not arrived`;
}
