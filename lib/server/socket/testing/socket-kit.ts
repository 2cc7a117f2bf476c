import { setTimeout } from 'node:timers/promises';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { JoinAck } from '#lib/protocol/messages.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';

type Connect = Partial<ManagerOptions & SocketOptions>;
export type Joined = Extract<JoinAck, { ok: true }> & { readonly clientId: string };

/** Connections of a test to its server; all of them end with {@link SocketKit.close}. */
export class SocketKit {
  readonly #url: string;
  readonly #sockets: Socket[] = [];
  #clients = 0;

  constructor(url: string) {
    this.#url = url;
  }

  connect({ auth, ...options }: Connect = {}): Socket {
    const socket = io(this.#url, {
      transports: ['websocket'],
      auth: { protocol: PROTOCOL_VERSION, ...(auth as object | undefined) },
      reconnection: false,
      forceNew: true,
      ...options,
    });
    this.#sockets.push(socket);
    return socket;
  }

  newClientId(): string {
    this.#clients += 1;
    return `client${this.#clients}`.padEnd(22, '_');
  }

  /** Joins, or throws the kind of the refusal. A server that is busy for a moment is asked again, when it says so. */
  async join(socket: Socket, room: string, more: object = {}): Promise<Joined> {
    const payload = { room, clientId: this.newClientId(), ...more };
    for (;;) {
      const ack = await ask<JoinAck>(socket, 'join', payload);
      if (ack.ok) return { ...ack, clientId: payload.clientId };
      const { kind, retryAfterMs } = ack.error;
      if (kind !== 'rate_limited') throw new Error(kind);
      await setTimeout(retryAfterMs);
    }
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.disconnect();
  }
}

/** Any message to the server, with its acknowledgement. */
export async function ask<T = { ok: boolean; error?: { kind: string } }>(
  socket: Socket,
  event: string,
  payload: unknown,
): Promise<T> {
  return (await socket.timeout(5_000).emitWithAck(event, payload)) as T;
}

export function next<T>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve) => socket.once(event, resolve));
}

export function tap(id: number, change: object = {}) {
  return { id, type: 'score', generation: 1, player: 1, delta: 1, ...change };
}
