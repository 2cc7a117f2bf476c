/** What is read of the trace of the page that was measured. */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
}

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** In µs. */
  readonly ts: number;
  readonly dur?: number;
  /** For how much of `dur` the thread had a core. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly frame?: string;
    readonly data?: {
      readonly url?: string;
      readonly frames?: readonly { readonly frame: string; readonly parent?: string }[];
    };
  };
}

/** What the page's main thread did from when the page itself began to load. */
export function mainThreadOf({ traceEvents }: Trace): TraceEvent[] {
  const start = navigationOf(traceEvents);
  if (start === undefined) return [];
  const { pid } = start;
  const main = traceEvents.find(
    (event) =>
      event.name === 'thread_name' && event.pid === pid && event.args?.name === 'CrRendererMain',
  );
  return traceEvents.filter(
    (event) => event.pid === pid && event.tid === main?.tid && event.ts >= start.ts,
  );
}

/** Frames, and pages that were open before, began to load too. */
function navigationOf(events: readonly TraceEvent[]): TraceEvent | undefined {
  const frame = events
    .find(({ name }) => name === 'TracingStartedInBrowser')
    ?.args?.data?.frames?.find(({ parent }) => parent === undefined)?.frame;
  return events.findLast(({ name, args }) => name === 'navigationStart' && args?.frame === frame);
}
