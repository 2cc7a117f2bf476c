import { spawnSync } from 'node:child_process';

/** Runs a script of `scripts/` to its end, as its user would, and tells what became of it. */
export function runScript(
  name: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`scripts/${name}.ts`, ...parameters],
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, ...environment } },
  );
  return { status, stdout, stderr };
}
