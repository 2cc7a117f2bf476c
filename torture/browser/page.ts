import { randomBytes } from 'node:crypto';
import { FakeEnvironment } from '#lib/client/testing/fake-environment.ts';
import type { FakeSiblings } from '#lib/client/testing/fake-siblings.ts';
import type { FakeTab } from '#lib/client/testing/fake-tab.ts';
import { socketIo } from '#lib/client/connection/socket-io.ts';
import type { RoomSocket, SocketEvents, SocketFactory } from '#lib/client/connection/socket.ts';
import { IdbOutbox } from '#lib/client/store/idb-outbox.ts';
import type { Outbox } from '#lib/client/store/outbox.ts';
import { createRoomStore } from '#lib/client/store/room-store.ts';
import type { RoomState, RoomStore } from '#lib/client/store/room-state.ts';
import type { PendingTap } from '#lib/board/rebase.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { Act, Push, PushAck, Snapshot } from '#lib/protocol/messages.ts';
import type { TapRecord } from '#lib/testing/checker/history.ts';
import type { Link } from '../link/link.ts';
import { PageClock } from './page-clock.ts';
import { inPage, type PageGlobals } from './page-globals.ts';
import { isSameTap, type Recorder } from './recorder.ts';

/** Back-off as pages draw it would leave them waiting most of the time, with a kill each second: they draw from its first part. */
const BACKOFF_PART = 0.12;

export interface PageOptions {
  readonly name: string;
  readonly room: string;
  readonly link: Link;
  readonly disk: PageGlobals['indexedDB'];
  readonly quota: PageGlobals['quota'];
  readonly tab: FakeTab;
  /** The pages of the same browser in the same room. */
  readonly siblings: FakeSiblings;
  readonly who: { readonly role: 'host' | 'participant'; readonly device: string };
  readonly skewMs: () => number;
  readonly recorder: Recorder;
  /** Finds the tap that an id turned out to stand for, among those of pages that were killed. */
  readonly findOrphan: (tap: PendingTap) => TapRecord | undefined;
}

/** One life of one page: the product's own store on a browser's disk, in a tab, behind a link. */
export class Page {
  readonly #options: PageOptions;
  readonly #clock: PageClock;
  readonly #globals: PageGlobals;
  readonly #store: RoomStore;
  readonly #environment = new FakeEnvironment();
  /** Made, and not known to be in the outbox, in order. */
  #unsaved: TapRecord[] = [];
  #seenEpoch = 0;
  #seenVersion = 0;

  constructor(options: PageOptions, snapshot: Snapshot) {
    this.#options = options;
    this.#clock = new PageClock(options.skewMs);
    const port = String(options.link.port);
    this.#globals = {
      indexedDB: options.disk,
      quota: options.quota,
      location: { protocol: 'http:', host: `127.0.0.1:${port}`, hostname: '127.0.0.1', port },
      transactions: new Set(),
      isDead: false,
    };
    this.#store = this.#run(() => this.#createStore(snapshot));
    this.#store.subscribe(() => this.#watch());
    this.#watch();
    this.#run(() => this.#store.start());
  }

  get name(): string {
    return this.#options.name;
  }

  get room(): string {
    return this.#options.room;
  }

  get isHost(): boolean {
    return this.#options.who.role === 'host';
  }

  get state(): RoomState {
    return this.#store.getState();
  }

  tap(player: number, delta: number): TapRecord {
    const { recorder, room, name } = this.#options;
    const { generation } = this.state.board;
    const record = recorder.tap({ room, page: name, generation, player, delta });
    this.#unsaved.push(record);
    this.#run(() => this.#store.tap(player, delta));
    return record;
  }

  async act(action: Action): Promise<void> {
    const { recorder, room, name } = this.#options;
    const record = recorder.act(action, room, name);
    const outcome = await this.#run(() => this.#store.act(action));
    if (this.#globals.isDead) return;
    if (outcome.ok) {
      record.outcome = { kind: 'ok', version: outcome.version };
    } else if (!outcome.error.retryable) {
      record.outcome = { kind: 'refused', reason: outcome.error.kind };
    }
  }

  /**
   * Ends at once, as a killed process: nothing is said, and what was being written is on the disk whole or not at all.
   * Returns the taps that may be lost with it.
   */
  crash(isWriteLost: boolean): readonly TapRecord[] {
    this.#globals.isDead = true;
    this.#clock.stop();
    this.#options.link.breakAll();
    if (isWriteLost) for (const transaction of this.#globals.transactions) abort(transaction);
    return this.#unsaved;
  }

  /** Goes away as pages do on a reload: the browser tells it, and it may not finish anything. */
  hide(): readonly TapRecord[] {
    this.#options.tab.hide();
    return this.crash(false);
  }

  /** Ends as a page that leaves the room. */
  close(): void {
    this.#run(() => this.#store.close());
  }

  #run<T>(work: () => T): T {
    return inPage(this.#globals, work);
  }

  #createStore(snapshot: Snapshot): RoomStore {
    const newToken = () => randomBytes(16).toString('base64url');
    const { room, tab, siblings } = this.#options;
    return createRoomStore({
      snapshot,
      sockets: this.#watchedSockets(),
      environment: this.#environment,
      clock: this.#clock,
      random: () => Math.random() * BACKOFF_PART,
      newToken,
      siblings: siblings.meet((tell) => {
        if (!this.#globals.isDead) tell();
      }),
      openOutbox: async () =>
        this.#watchedOutbox(
          await IdbOutbox.open({ room, newToken, clock: this.#clock, tabToken: tab }),
        ),
    });
  }

  #watch(): void {
    if (this.#globals.isDead) return;
    const { epoch, version } = this.state.board;
    if (epoch === this.#seenEpoch && version < this.#seenVersion) {
      const what = `${this.name} showed version ${version} after ${this.#seenVersion}`;
      this.#options.recorder.violation('went-back', what);
    }
    this.#seenEpoch = epoch;
    this.#seenVersion = version;
  }

  #watchedOutbox(outbox: Outbox): Outbox {
    const { recorder } = this.#options;
    const append: Outbox['append'] = async (taps) => {
      const batch = this.#unsaved.slice(0, taps.length);
      const appended = await outbox.append(taps);
      if (this.#globals.isDead) return appended;
      this.#unsaved = this.#unsaved.slice(taps.length);
      batch.forEach((record, index) => {
        recorder.name(record, appended.clientId, appended.firstId + index);
        record.isSaved = true;
      });
      return appended;
    };
    const keep: Outbox['keep'] = async (lanes) => {
      await outbox.keep(lanes);
      if (this.#globals.isDead) return;
      for (const { clientId, taps } of lanes) {
        for (const { id, ...tap } of taps) {
          const record = recorder.find(clientId, id) ?? this.#unsavedOf(tap, clientId, id);
          if (record !== undefined) record.isSaved = true;
        }
      }
    };
    const renumber: Outbox['renumber'] = async (clientId, firstId) => {
      const fresh = await outbox.renumber(clientId, firstId);
      fresh?.taps.forEach(({ id }, index) => {
        const record = recorder.find(clientId, firstId + index);
        if (record !== undefined) recorder.name(record, fresh.clientId, id);
      });
      return fresh;
    };
    return new Proxy(outbox, {
      get(target, name) {
        if (name === 'append') return append;
        if (name === 'keep') return keep;
        if (name === 'renumber') return renumber;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  #watchedSockets(): SocketFactory {
    return {
      preload: () => socketIo.preload(),
      open: (events) => this.#watchedSocket(events),
    };
  }

  #watchedSocket(events: SocketEvents): RoomSocket {
    const alive = (tell: () => void) => {
      if (!this.#globals.isDead) tell();
    };
    const socket = socketIo.open({
      opening: () => alive(() => events.opening()),
      connected: () => alive(() => events.connected()),
      received: (event, payload) => alive(() => events.received(event, payload)),
      ended: (refusal) => alive(() => events.ended(refusal)),
    });
    return {
      send: (event, payload, answered) => {
        if (this.#globals.isDead) return;
        this.#sent(event, payload);
        socket.send(event, payload, (answer) =>
          alive(() => {
            if (event === 'push') {
              this.#options.recorder.verdicts(payload as Push, answer as PushAck);
            }
            answered(answer);
          }),
        );
      },
      close: () => socket.close(),
    };
  }

  #sent(event: string, payload: unknown): void {
    const { recorder, who } = this.#options;
    if (event === 'act') recorder.nameAct(payload as Act, who);
    if (event !== 'push') return;
    const { clientId, mutations } = payload as Push;
    for (const { id, ...tap } of mutations) {
      if (recorder.find(clientId, id) !== undefined) continue;
      // Sent from memory, which gives ids that nobody hears of before; or from a write that ended after its page.
      if (!this.state.durable && this.#unsavedOf(tap, clientId, id) !== undefined) continue;
      const orphan = this.#options.findOrphan(tap);
      if (orphan !== undefined) recorder.name(orphan, clientId, id);
    }
  }

  /** The first of the taps that are not known to be in the outbox that is like this one; it has this id from now on. */
  #unsavedOf(tap: PendingTap, clientId: string, id: number): TapRecord | undefined {
    const record = this.#unsaved.find((own) => isSameTap(own, tap));
    if (record === undefined) return undefined;
    this.#unsaved = this.#unsaved.filter((other) => other !== record);
    this.#options.recorder.name(record, clientId, id);
    return record;
  }
}

function abort(transaction: Pick<IDBTransaction, 'abort'>): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}
