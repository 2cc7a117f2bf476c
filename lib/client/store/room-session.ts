import type { BoardView } from '#lib/board/view.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { WireError } from '#lib/protocol/wire-error.ts';
import type { Cheer, Join, Push } from '#lib/protocol/messages.ts';
import {
  actAckSchema,
  messageAckSchema,
  pushAckSchema,
  syncAckSchema,
  type Delta,
  type Message,
} from '#lib/protocol/server-messages.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Environment } from '../connection/environment.ts';
import type { News } from '../connection/news.ts';
import { RoomConnection, type Joined } from '../connection/room-connection.ts';
import type { SocketFactory } from '../connection/socket.ts';
import { ActSender } from './act-sender.ts';
import { CatchUp } from './catch-up.ts';
import { withCatchUp, withSnapshot } from './confirmed-view.ts';
import { LaneKeeper } from './lane-keeper.ts';
import type { Outbox } from './outbox.ts';
import { OwnTaps } from './own-taps.ts';
import { Pusher } from './pusher.ts';
import type { RoomModel } from './room-model.ts';
import type { ActOutcome } from './room-state.ts';
import type { MeetSiblings } from './siblings.ts';
import type { Verdicts } from './tap-queue.ts';

export interface SessionOptions {
  readonly sockets: SocketFactory;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly random: () => number;
  /** 128 random bits in base64url. */
  readonly newToken: () => string;
  /** @default there are none */
  readonly siblings?: MeetSiblings;
}

/** One run of the store, from an open outbox to its closing: saves taps, sends them, and takes in the news. */
export class RoomSession {
  readonly #model: RoomModel;
  readonly #outbox: Outbox;
  readonly #connection: RoomConnection;
  readonly #actSender: ActSender;
  readonly #ownTaps: OwnTaps;
  readonly #pusher: Pusher;
  readonly #catchUp: CatchUp;
  readonly #lanes: LaneKeeper;
  #joiningAs: string;
  #saving: Promise<void> | null = null;
  #isGreeted = false;

  constructor(model: RoomModel, outbox: Outbox, options: SessionOptions) {
    const { clock, random, newToken } = options;
    this.#model = model;
    this.#outbox = outbox;
    this.#joiningAs = outbox.clientId;
    const connection = new RoomConnection({
      ...options,
      join: () => this.#join(),
      linkChanged: (link) => model.update(() => void (model.link = link)),
      joined: (answer) => this.#joined(answer),
      received: (news) => this.#received(news),
      measured: (roundTripMs) => model.update(() => void (model.roundTripMs = roundTripMs)),
      postponed: (error) => this.#postponed(error),
      stopped: ({ kind, message }) =>
        model.update(() => model.notify({ kind: 'stopped', reason: kind, text: message })),
    });
    this.#connection = connection;
    this.#actSender = new ActSender({
      clock,
      newToken,
      isLive: () => connection.isLive,
      send: (payload, answered) => {
        connection.ask({ event: 'act', payload, schema: actAckSchema, answered });
      },
      unseated: () => connection.reconnect(),
    });
    this.#ownTaps = new OwnTaps({
      clock,
      rules: () => {
        const { generation, settings } = model.view;
        return { generation, undoMs: settings.undoSeconds * 1_000 };
      },
      changed: (tap) => model.update(() => void (model.undoable = tap)),
    });
    this.#catchUp = new CatchUp({
      clock,
      version: () => model.view.version,
      ask: (answered) => {
        const { epoch, version } = model.view;
        connection.ask({
          event: 'sync',
          payload: { epoch, version },
          schema: syncAckSchema,
          answered,
        });
      },
      arrived: (answer) => {
        if (!model.taps.isUnsure) this.#confirm(withCatchUp(model.view, answer));
      },
    });
    this.#pusher = new Pusher({
      clock,
      random,
      isLive: () => connection.isLive,
      nextPush: () => model.taps.nextPush(),
      send: (payload, answered) => {
        connection.ask({ event: 'push', payload, schema: pushAckSchema, answered });
      },
      settled: (push, verdicts) => this.#settled(push, verdicts),
      orphaned: ({ clientId, mutations }) => {
        this.#lanes.renumber(clientId, mutations[0]?.id ?? 1);
      },
      unseated: () => connection.reconnect(),
      postponed: (error) => this.#postponed(error),
      rejected: ({ message }) => {
        this.#hideUnsure();
        model.update(() => model.notify({ kind: 'problem', text: message }));
      },
    });
    this.#lanes = new LaneKeeper({
      model,
      outbox,
      clock,
      pusher: this.#pusher,
      siblings: options.siblings,
      becameSure: () => this.#catchUp.request(),
    });
  }

  start(): void {
    this.#lanes.start();
    this.save();
    this.#connection.start();
  }

  serverNow(): number {
    return this.#connection.serverNow();
  }

  async act(action: Action): Promise<ActOutcome> {
    const outcome = await this.#actSender.act(action);
    if (action.type === 'undo-own') {
      if (outcome.ok) this.#ownTaps.undone();
      // Whatever it was that the server could not take back, asking again would not help.
      else if (!outcome.error.retryable) this.#ownTaps.forget();
    }
    return outcome;
  }

  cheer(emoji: Cheer['emoji']): void {
    this.#connection.ask({
      event: 'message',
      payload: { kind: 'cheer', emoji },
      schema: messageAckSchema,
      answered: (answer) => {
        if (answer === null || answer.ok) return;
        const { message } = answer.error;
        this.#model.update(() => this.#model.notify({ kind: 'problem', text: message }));
      },
    });
  }

  /** Writes what has been tapped, and sends it once that is durable. */
  save(): void {
    if (this.#saving !== null) return;
    this.#saving = this.#saveAll().finally(() => {
      this.#saving = null;
    });
  }

  /** Ends the connection at once, and the outbox when what was tapped before is in it. */
  async close(): Promise<void> {
    this.#lanes.close();
    this.#catchUp.reset();
    this.#pusher.close();
    this.#actSender.close();
    this.#ownTaps.close();
    this.#connection.close();
    await this.#saving;
    await this.#outbox.close();
  }

  async #saveAll(): Promise<void> {
    const { taps } = this.#model;
    for (let batch = taps.takeUnsaved(); batch.length > 0; batch = taps.takeUnsaved()) {
      const appended = await this.#outbox.append(batch);
      this.#model.update(() => {
        taps.saved(appended);
        this.#model.durable = this.#outbox.durable;
      });
      this.#pusher.kick();
    }
  }

  #join(): Join {
    const { code, epoch, version } = this.#model.view;
    this.#joiningAs = this.#outbox.clientId;
    const waiting = Math.min(this.#model.taps.waiting, LIMITS.waiting);
    return {
      room: code,
      clientId: this.#joiningAs,
      epoch,
      version,
      ...(waiting > 0 && { waiting }),
    };
  }

  #joined(answer: Joined): void {
    this.#catchUp.reset();
    const clientId = this.#joiningAs;
    this.#outbox.heard(clientId, answer.lastId);
    let orphan: number | null = null;
    // One change: the board that comes holds just those taps that go out of the overlay.
    this.#model.update(() => {
      const view = withCatchUp(this.#model.view, answer);
      this.#model.here = answer.here;
      // What waits will tell by itself.
      if (this.#model.taps.waiting === 0) this.#model.trouble = null;
      this.#model.you = answer.you;
      orphan = this.#model.taps.joined(clientId, answer.lastId);
      this.#take(view);
    });
    if (orphan !== null) this.#lanes.renumber(clientId, orphan);
    this.#pusher.joined();
    this.#actSender.joined();
  }

  #received(news: News): void {
    const model = this.#model;
    switch (news.event) {
      case 'delta':
      case 'snapshot':
        // It may hold taps that show on top of it: what was sent on the last connection may be counted at any moment. Its
        // verdict is on the way, and then the board is asked for.
        if (model.taps.isUnsure) return undefined;
        if (news.event === 'delta') return model.update(() => this.#advance(news.payload));
        return this.#confirm(withSnapshot(model.view, news.payload));
      case 'pulse':
        if (news.payload.epoch !== model.view.epoch) this.#catchUp.request();
        else this.#catchUp.heardOf(news.payload.version);
        return undefined;
      case 'presence':
        return model.update(() => void (model.here = news.payload.here));
      case 'message':
        return this.#read(news.payload);
      case 'garbled':
        return this.#catchUp.request();
      case 'you':
        return model.update(() => void (model.you = news.payload));
      case 'problem':
        // Any other speaks of a message that this page does not send.
        if (news.payload.kind === 'access_revoked') this.#revoked(news.payload.message);
        return undefined;
      case 'drain':
        // The connection's business.
        return undefined;
      default:
        return unreachable(news);
    }
  }

  #read(message: Message): void {
    const model = this.#model;
    switch (message.kind) {
      case 'greeting': {
        // Once is polite; after each lost connection it would be a nuisance.
        if (this.#isGreeted) return;
        this.#isGreeted = true;
        const { text } = message;
        model.update(() => model.notify({ kind: 'message', text }));
        return;
      }
      case 'cheers':
        model.cheered(message.counts);
        return;
      case 'announcement': {
        const { text } = message;
        const at = this.serverNow();
        model.update(() => void (model.announcement = { text, at }));
        return;
      }
      default:
        unreachable(message);
    }
  }

  /** Comes back as whoever this page is without that right; the server says who that is, or that it is nobody. */
  #revoked(text: string): void {
    this.#model.update(() => this.#model.notify({ kind: 'problem', text }));
    this.#connection.reconnect();
  }

  #confirm(view: BoardView | null): void {
    this.#model.update(() => this.#take(view));
  }

  #advance(delta: Delta): void {
    if (!this.#model.advance(delta)) this.#catchUp.request();
    this.#ownTaps.refresh();
  }

  /** Within an update. Null: something is missing before it. */
  #take(view: BoardView | null): void {
    if (view === null) this.#catchUp.request();
    else this.#model.confirm(view);
    this.#ownTaps.refresh();
  }

  #settled(push: Push, verdicts: Verdicts): number {
    const { taps, view } = this.#model;
    const wasUnsure = taps.isUnsure;
    let count = 0;
    this.#model.update(() => {
      this.#model.trouble = null;
      const settled = taps.settle(push, verdicts);
      ({ count } = settled);
      taps.confirmed(view.version);
      for (const [reason, refused] of settled.refusals) {
        this.#model.notify({ kind: 'refused', reason, count: refused });
      }
      this.#ownTaps.counted(settled.counted);
      // Lost, it would only mean to ask again: the answer is the same.
      this.#outbox.remove(push.clientId, settled.upTo).catch(() => undefined);
    });
    if (wasUnsure) this.#catchUp.request();
    else this.#catchUp.heardOf(verdicts.version);
    return count;
  }

  /** Their verdict may be long in coming, and the board is not kept waiting for it. */
  #hideUnsure(): void {
    const { taps } = this.#model;
    if (!taps.isUnsure) return;
    this.#model.update(() => taps.hideUnsure());
    this.#catchUp.request();
  }

  /** What else is put off has come and gone before anyone could read of it. */
  #postponed({ kind, message }: WireError): void {
    const model = this.#model;
    if (kind !== 'storage_unavailable') {
      this.#hideUnsure();
      return;
    }
    // As after a lost connection: it may have been written all the same.
    model.taps.doubt();
    model.update(() => void (model.trouble = message));
  }
}
