import { unreachable } from '#lib/shared/assert.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { NewsBus, RoomListener, RoomNews } from '../room/room-news.ts';
import type { CheerCounts, OtherNodes, OtherNodesListener } from '../socket/other-nodes.ts';
import type { Channels } from './channels.ts';
import { decodeMessage, encodeMessage, type NodeMessage } from './node-message.ts';
import { PeopleElsewhere } from './people-elsewhere.ts';

const CHANNEL = 'scoreroom:room:';

export interface NodeBusOptions {
  /** Tells this node from all others. */
  readonly node: string;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

/** What the nodes that serve a room tell one another, each room on a channel of its own: so a node hears only of its rooms. */
export class NodeBus implements NewsBus, OtherNodes {
  readonly #options: NodeBusOptions;
  readonly #people: PeopleElsewhere;
  /** People here, in rooms that have any. */
  readonly #here = new Map<string, number>();
  #listener: OtherNodesListener | null = null;
  #cancel: () => void = () => undefined;

  constructor(options: NodeBusOptions) {
    this.#options = options;
    this.#people = new PeopleElsewhere(options.clock);
    this.#repeat();
  }

  tell(code: string, news: RoomNews): void {
    const scores = news.scores === null ? null : [...news.scores];
    this.#say(code, { kind: 'news', ...news, scores });
  }

  announce(code: string, text: string): void {
    this.#say(code, { kind: 'announcement', text });
  }

  follow(code: string, listener: RoomListener): () => void {
    const { channels, onBug } = this.#options;
    const stop = channels.subscribe(CHANNEL + code, (text) => {
      try {
        this.#hear(code, listener, text);
      } catch (error) {
        onBug(error);
      }
    });
    this.#say(code, { kind: 'who' });
    return () => {
      stop();
      this.#people.forget(code);
    };
  }

  peopleIn(code: string): number {
    return this.#people.in(code);
  }

  tellPeople(code: string, here: number): void {
    if (here === 0) this.#here.delete(code);
    else this.#here.set(code, here);
    this.#say(code, { kind: 'people', here });
  }

  tellCheers(code: string, counts: CheerCounts): void {
    this.#say(code, { kind: 'cheers', counts });
  }

  listen(listener: OtherNodesListener): void {
    this.#listener = listener;
  }

  close(): void {
    this.#cancel();
    for (const code of this.#here.keys()) this.#say(code, { kind: 'people', here: 0 });
    this.#here.clear();
  }

  #say(code: string, message: NodeMessage): void {
    const { channels, node } = this.#options;
    channels.publish(CHANNEL + code, encodeMessage(node, message));
  }

  #hear(code: string, room: RoomListener, text: string): void {
    const message = decodeMessage(text);
    if (message === null || message.node === this.#options.node) return;
    const { node, body } = message;
    switch (body.kind) {
      case 'news':
        return room.hear(body);
      case 'announcement':
        return room.hearAnnouncement(body.text);
      case 'cheers':
        return this.#listener?.cheers(code, body.counts);
      case 'people':
        if (this.#people.note(code, node, body.here)) this.#listener?.people(code);
        return undefined;
      case 'who': {
        const here = this.#here.get(code) ?? 0;
        if (here > 0) this.#say(code, { kind: 'people', here });
        return undefined;
      }
      default:
        return unreachable(body);
    }
  }

  /** Says again who is here, for those who have missed it, and forgets the people of nodes that do not. */
  #repeat(): void {
    const { clock } = this.#options;
    this.#cancel = clock.after(PeopleElsewhere.REPEAT_MS, () => {
      for (const [code, here] of this.#here) this.#say(code, { kind: 'people', here });
      for (const code of this.#people.forgetSilent()) this.#listener?.people(code);
      this.#repeat();
    });
  }
}
