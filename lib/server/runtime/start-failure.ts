/** Ends a start that cannot succeed: one clear line, and a status that tells scripts. */
export function failStart(cause: unknown): never {
  const message = cause instanceof Error ? startMessage(cause) : String(cause);
  process.stderr.write(`Scoreroom cannot start. ${message}\n`);
  process.exit(1);
}

function startMessage(error: NodeJS.ErrnoException & { address?: string; port?: number }): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `PORT: ${error.port} is taken by another program. End it, or set PORT to a free one.`;
    case 'EACCES':
      return `${error.message}. Choose another PORT or DATA_DIR, or give this user the right to it.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST: ${error.address ?? error.message} is not an address of this machine.`;
    default:
      return error.message;
  }
}
