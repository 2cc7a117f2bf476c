import type { CatchUp } from '#lib/server/room/catch-up.ts';
import type { Delta } from '#lib/protocol/messages.ts';
import type { Inputs } from '../inputs.ts';

/** Bytes of a delta to one viewer, with all headers. */
export function frameBytes(delta: Delta, inputs: Inputs): number {
  return withHeaders(JSON.stringify(delta).length, inputs);
}

/** Bytes of what somebody gets who comes in. */
export function catchUpBytes(catchUp: CatchUp, inputs: Inputs): number {
  return withHeaders(JSON.stringify(catchUp).length, inputs);
}

export function withHeaders(payload: number, inputs: Inputs): number {
  const bytes = payload + inputs.frameHeaderBytes;
  return bytes + Math.ceil(bytes / inputs.segmentBytes) * inputs.segmentHeaderBytes;
}
