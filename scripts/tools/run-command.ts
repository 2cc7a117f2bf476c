import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** Keeps what the command prints instead of showing it at once. @default false */
  readonly capture?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command after this long. @default no limit */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  /** The exit code; 1 too where a signal ended the command or it could not start. */
  readonly code: number;
  readonly output: string;
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command to its end without a shell and without stdin. A signal to this process ends the command as well. */
export function runCommand(
  command: string,
  args: readonly string[],
  { capture = false, env = {}, timeoutMs }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const output: string[] = [];
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    const pass = (signal: NodeJS.Signals): void => {
      child.kill(signal);
      process.exitCode = 1;
    };
    for (const signal of endingSignals) process.on(signal, pass);
    const end = (code: number): void => {
      for (const signal of endingSignals) process.off(signal, pass);
      resolve({ code, output: output.join('') });
    };
    child.stdout?.on('data', (data: Buffer) => output.push(data.toString()));
    child.stderr?.on('data', (data: Buffer) => output.push(data.toString()));
    child.once('error', (error) => {
      output.push(`${command}: ${error.message}\n`);
      if (!capture) console.error(`${command}: ${error.message}`);
      end(1);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

/** Runs a script of package.json, as `npm run` would, in the Node that this project pins. */
export function runScript(
  name: string,
  options: CommandOptions & { readonly args?: readonly string[] } = {},
): Promise<CommandResult> {
  const args = ['--run', name, ...(options.args === undefined ? [] : ['--', ...options.args])];
  return runCommand(process.execPath, args, options);
}
