import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { giveDevice, noteAddress } from '../http/give-device.ts';
import { handleHealth } from '../http/health.ts';
import { refuseUnreadableTarget } from '../http/request-target.ts';
import { isSocketRequest } from '../socket/socket-server.ts';
import type { Pages } from './pages.ts';
import type { RunningRuntime } from './assemble.ts';

export interface Dispatcher {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface DispatcherOptions {
  readonly runtime: Pick<RunningRuntime, 'sockets' | 'unready' | 'onBug' | 'publicUrl'>;
  readonly pages: Pages;
}

/** The one place where requests and upgrades part: sockets, health, and pages with everything else. */
export function createDispatcher({ runtime, pages }: DispatcherOptions): Dispatcher {
  const { sockets, unready, onBug, publicUrl } = runtime;
  return {
    onRequest(request, response) {
      if (isSocketRequest(request)) sockets.handleRequest(request, response);
      else if (
        !refuseUnreadableTarget(request, response) &&
        !handleHealth(request, response, { unready })
      ) {
        noteAddress(request);
        giveDevice(request, response, publicUrl);
        pages.handle(request, response).catch((error: unknown) => {
          onBug(error);
          if (!response.headersSent) response.writeHead(500);
          response.end();
        });
      }
    },
    onUpgrade(request, socket, head) {
      // Until an upgrade is taken nobody else listens, and an unheard error would end the process.
      socket.on('error', () => socket.destroy());
      if (isSocketRequest(request)) sockets.handleUpgrade(request, socket, head);
      else if (pages.handleUpgrade !== null) {
        pages.handleUpgrade(request, socket, head).catch(onBug);
      } else socket.destroy();
    },
  };
}
