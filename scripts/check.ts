import { runScript } from './tools/run-command.ts';

/** Everything that can be said about the sources without running the product. All are cheap; `npm run <name>` runs one. */
const checks = [
  'format:check',
  'lint',
  'typecheck',
  'boundaries',
  'knip',
  'pins',
  'lock',
  'specs',
] as const;

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

const maxLines = 150;

/** The beginning of what a check printed: one broken file can make a tool complain about every other. */
function indent(output: string): string {
  const lines = output.trimEnd().split('\n');
  const shown = lines.slice(0, maxLines).map((line) => `    ${line}`);
  const hidden = lines.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`    … ${hidden} more lines`] : [])].join('\n');
}

async function runCheck(name: string): Promise<CheckResult> {
  const startedAt = performance.now();
  const { code, output } = await runScript(name, { capture: true, timeoutMs: 120_000 });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const passed = code === 0;
  console.log(`${passed ? '✓' : '✗'} ${name.padEnd(14)} ${seconds.padStart(5)} s`);
  if (!passed) console.log(indent(output));
  return { name, passed };
}

export function runChecks(): Promise<CheckResult[]> {
  return Promise.all(checks.map(runCheck));
}

if (import.meta.main) {
  const failed = (await runChecks()).filter(({ passed }) => !passed);
  if (failed.length > 0) {
    console.log(
      `\n${failed.map(({ name }) => name).join(', ')}: mend it and run \`npm run check\``,
    );
    process.exitCode = 1;
  }
}
