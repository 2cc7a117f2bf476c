import { findPostgres } from './find-program.ts';
import { runCommand } from './run-command.ts';

/** PostgreSQL's own programs, of the server's version where that is installed. */
export class PostgresPrograms {
  readonly #database: string;
  readonly #password: string;
  readonly #major: number;

  constructor(url: string, major: number) {
    const place = new URL(url);
    this.#password = place.searchParams.get('password') ?? decodeURIComponent(place.password);
    place.password = '';
    place.searchParams.delete('password');
    this.#database = place.href;
    this.#major = major;
  }

  /** Runs one on the database. The password goes by the environment: everybody on a machine can read arguments. */
  runOnDatabase(name: string, args: readonly string[]): Promise<string> {
    const env = this.#password === '' ? {} : { PGPASSWORD: this.#password };
    return this.run(name, [...args, `--dbname=${this.#database}`], env);
  }

  /** Returns what it prints; throws its first line where it fails. */
  async run(name: string, args: readonly string[], env = {}): Promise<string> {
    const program = findPostgres(name, this.#major);
    if (program === null) {
      throw new Error(`${name} is not installed: it comes with PostgreSQL's client programs`);
    }
    const { code, output } = await runCommand(program, args, { capture: true, env });
    if (code !== 0) throw new Error(output.trim().split('\n')[0]);
    return output;
  }
}
