import type { Socket } from 'socket.io-client';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import { firstPaint } from './first-paint.ts';
import type { RoomSocket, SocketEvents, SocketFactory } from './socket.ts';

/** By dynamic import, and not before the first paint: its 13 kB are of no use to that. */
async function load() {
  await firstPaint();
  const { io } = await import('socket.io-client');
  return io;
}

/**
 * Sockets over Socket.IO to the page's own origin, WebSocket first and long polling where that is blocked.
 * Socket.IO's own reconnection and send buffer are off: the outbox alone decides what is sent, and when.
 */
export const socketIo: SocketFactory = {
  preload() {
    // A failure shows again, and is dealt with, when a socket is opened.
    load().catch(() => undefined);
  },

  open(events): RoomSocket {
    let socket: Socket | null = null;
    let isClosed = false;
    load().then(
      (io) => {
        if (isClosed) return;
        events.opening();
        socket = io({
          path: SOCKET_PATH,
          auth: { protocol: PROTOCOL_VERSION },
          transports: ['websocket', 'polling'],
          tryAllTransports: true,
          reconnection: false,
          forceNew: true,
          timeout: TIMINGS.connectTimeoutMs,
        });
        listen(socket, events);
      },
      () => {
        if (!isClosed) events.ended();
      },
    );
    return {
      send: (event, payload, answered) => void socket?.emit(event, payload, answered),
      close() {
        isClosed = true;
        socket?.offAny();
        socket?.removeAllListeners();
        socket?.disconnect();
      },
    };
  },
};

function listen(socket: Socket, events: SocketEvents): void {
  socket.on('connect', () => events.connected());
  socket.on('connect_error', (error: Error & { data?: unknown }) => events.ended(error.data));
  socket.on('disconnect', () => events.ended());
  socket.onAny((event: string, payload: unknown) => events.received(event, payload));
}
