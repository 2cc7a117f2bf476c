import { SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';
import { TIMINGS } from '#lib/protocol/limits.ts';
import { withHeaders } from '../cluster/frame-bytes.ts';
import { roomSizes } from '../crowd/crowd.ts';
import type { Inputs } from '../inputs.ts';
import type { Size } from '../scenarios/scenario.ts';

/** ASSUMED: how long somebody stays in a room. Who comes loads the page and joins; who stays or goes changes a count. */
const STAY_SECONDS = 1_200;

export interface Background {
  readonly framesPerSec: number;
  readonly bytesPerSec: number;
  readonly pulseCores: number;
  readonly presenceCores: number;
  readonly joinCores: number;
  readonly pageCores: number;
  /** Of the main processes. */
  readonly cores: number;
  readonly renderCores: number;
}

/** What goes on whether anybody taps or not. It has no moments worth simulating, so it is worked out. */
export function backgroundOf(size: Size, inputs: Inputs): Background {
  const pulses = size.connections / (TIMINGS.pulseIntervalMs / 1_000);
  const heartbeats = size.connections / (SERVER_TIMINGS.pingIntervalMs / 1_000);
  const most = 1_000 / SERVER_TIMINGS.presenceIntervalMs;
  let presence = 0;
  for (const people of roomSizes(size)) {
    presence += people * Math.min(most, (2 * people) / STAY_SECONDS);
  }
  const comers = size.connections / STAY_SECONDS;
  const pulseCores = (pulses * inputs.frameUs + heartbeats * inputs.heartbeatUs) / 1e6;
  const presenceCores = (presence * inputs.frameUs) / 1e6;
  const joinCores = (comers * inputs.joinUs) / 1e6;
  const pageCores = (comers * inputs.pageUs) / 1e6;
  return {
    framesPerSec: pulses + presence,
    bytesPerSec:
      pulses * withHeaders(inputs.pulseBytes, inputs) +
      presence * withHeaders(inputs.presenceBytes, inputs),
    pulseCores,
    presenceCores,
    joinCores,
    pageCores,
    cores: pulseCores + presenceCores + joinCores + pageCores,
    renderCores: (comers * inputs.renderUs) / 1e6,
  };
}
