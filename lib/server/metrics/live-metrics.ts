import { Counter, Gauge, type Registry } from 'prom-client';
import type { Load } from '../limits/loop-gate.ts';

/** What is there at the moment at which somebody asks. */
export interface LiveFigures {
  connections(): number;
  /** Since the start. */
  connectionsOpened(): number;
  roomsInMemory(): number;
  people(): number;
  /** As clients say themselves. */
  waiting(): { readonly taps: number; readonly devices: number };
  load(): Load;
  isLeaving(): boolean;
}

const LOADS: Readonly<Record<Load, number>> = { no: 0, busy: 1, drowning: 2 };

/** Has these figures asked for at each look, and never in between. */
export function addLiveMetrics(register: Registry, live: LiveFigures): void {
  const gauge = (name: string, help: string, read: () => number) =>
    void new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read());
      },
    });
  gauge('scoreroom_connections', 'Open connections.', () => live.connections());
  gauge('scoreroom_rooms', 'Rooms in memory.', () => live.roomsInMemory());
  gauge('scoreroom_people', 'Clients in rooms of this node.', () => live.people());
  gauge(
    'scoreroom_taps_waiting_on_devices',
    'Taps that wait on devices for their verdict, as the devices said last; also those that have left since.',
    () => live.waiting().taps,
  );
  gauge(
    'scoreroom_devices_with_waiting_taps',
    'Devices that said last that taps wait on them.',
    () => live.waiting().devices,
  );
  gauge(
    'scoreroom_load',
    'How far behind the event loop is: 1 sheds what can wait, 2 lets nobody new in.',
    () => LOADS[live.load()],
  );
  gauge('scoreroom_draining', '1 while this node leaves.', () => Number(live.isLeaving()));
  new Counter({
    name: 'scoreroom_connections_opened_total',
    help: 'Connections that were accepted.',
    registers: [register],
    collect() {
      this.reset();
      this.inc(live.connectionsOpened());
    },
  });
}
