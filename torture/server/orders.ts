import type { Snapshot } from '#lib/protocol/messages.ts';
import type { KillPoint } from './kill-points.ts';

// What the tormentor and its server say to each other.

export type Order =
  | {
      readonly type: 'create';
      readonly id: number;
      readonly name: string;
      readonly players: string[];
    }
  | { readonly type: 'read'; readonly id: number; readonly code: string }
  | { readonly type: 'arm'; readonly point: KillPoint; readonly nth: number }
  | { readonly type: 'disk-full'; readonly isFull: boolean }
  | { readonly type: 'clock-off'; readonly offMs: number };

export type Report =
  | { readonly type: 'ready'; readonly port: number }
  | {
      readonly type: 'created';
      readonly id: number;
      readonly code: string;
      readonly hostKey: string;
      readonly room: Snapshot;
    }
  | { readonly type: 'read'; readonly id: number; readonly room: Snapshot | null }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  /** Something that the server did not expect. */
  | { readonly type: 'bug'; readonly message: string };
