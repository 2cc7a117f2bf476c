import { readDeskOptions, USAGE, type DeskOptions } from './desk/options.ts';
import { measureOverview } from './desk/overview.ts';
import { measureUndo } from './desk/undo.ts';
import { withServer, type DeskServer } from './desk/server.ts';
import type { LatencySummary } from './measure/latency-histogram.ts';

/** What a host and an admin wait for, with much behind it: undo among many score events, and the list of many rooms. */
function optionsOrUsage(): DeskOptions | null {
  try {
    return readDeskOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

function told(summary: LatencySummary): string {
  const { count, p50Ms, p99Ms, maxMs } = summary;
  return `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, longest ${maxMs.toFixed(1)} ms (${count})`;
}

const options = optionsOrUsage();
if (options === null) {
  process.exitCode = 2;
} else {
  await withServer(options, async (server: DeskServer) => {
    const undo = await measureUndo(server, options);
    console.log(`  undo among ${undo.events} score events: ${told(undo.undo)}`);
    console.log(`  the log, any page: ${told(undo.log)}`);
    const overview = await measureOverview(server, options);
    console.log(`  the admin page of ${overview.rooms} rooms: ${told(overview.page)}`);
    console.log(`  its list, any order and page: ${told(overview.list)}`);
  });
}
