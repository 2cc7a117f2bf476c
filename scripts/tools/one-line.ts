/** Ends a command that cannot do what it was asked for: one line, and a status that tells scripts (2: asked wrongly). */
export function failCommand(reason: unknown, status: 1 | 2 = 1): never {
  const message = reason instanceof Error ? reason.message : String(reason);
  process.stderr.write(`${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exit(status);
}

/** Such as "1.2 MB". */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Such as "2026-11-23 09:42:05 UTC". */
export function timeOf(at: number | null): string {
  return at === null ? 'never' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Such as "1 board" and "2 boards". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
