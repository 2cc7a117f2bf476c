import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { wireError } from '#lib/protocol/errors.ts';
import { acceptsCoding } from './accepts-coding.ts';
import { refuse } from './refuse.ts';

/** Under this every file has a name that changes with its content. */
const BUILT = '/_next/static/';
const FOREVER = 'public, max-age=31536000, immutable';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Best first. */
const CODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

interface Version {
  readonly body: Buffer;
  readonly headers: OutgoingHttpHeaders;
  readonly etag: string;
}

interface StaticFile {
  readonly plain: Version;
  /** Best first. */
  readonly packed: readonly (Version & { readonly coding: string })[];
}

/**
 * The files of the build, which a new visitor's browser asks for by the dozen: read once, packed when they were built, and
 * answered from memory without Next. A build that is made while the server runs changes nothing of what it serves.
 */
export class StaticFiles {
  /** By path. */
  readonly #files = new Map<string, StaticFile>();

  /** @param buildDir where Next has put its build */
  constructor(buildDir: string) {
    this.#readBuilt(join(buildDir, 'static'));
    this.#readMade(buildDir);
  }

  /** Answers a request for a file, or for one that the build does not have; returns false for anything else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url?.split('?', 1)[0] ?? '';
    const file = this.#files.get(path) ?? this.#files.get(decoded(path));
    if (file === undefined && !path.startsWith(BUILT)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const error = wireError('method_not_allowed', { message: 'Here you can use GET and HEAD.' });
      refuse(request, response, { error, headers: { allow: 'GET, HEAD' } });
    } else if (file === undefined) sendNotFound(response);
    else send(request, response, file);
    return true;
  }

  #readBuilt(directory: string): void {
    if (!existsSync(directory)) return;
    const names = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const found = new Set(names);
    for (const name of names) {
      if (CODINGS.some(({ ending }) => name.endsWith(ending))) continue;
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      const headers = { 'content-type': type, 'cache-control': FOREVER };
      const packed = CODINGS.filter(({ ending }) => found.has(name + ending)).map(
        ({ name: coding, ending }) => ({
          ...versionOf(readFileSync(name + ending), { ...headers, 'content-encoding': coding }),
          coding,
        }),
      );
      const path = BUILT + name.slice(directory.length + 1).replaceAll(sep, '/');
      this.#files.set(path, { plain: versionOf(readFileSync(name), headers), packed });
    }
  }

  /** What routes have made while the server was built: the icon, and the manifest of the app. */
  #readMade(buildDir: string): void {
    for (const [path, headers] of madeRoutes(join(buildDir, 'prerender-manifest.json'))) {
      const file = join(buildDir, 'server', 'app', `${path}.body`);
      if (!existsSync(file)) continue;
      this.#files.set(path, { plain: versionOf(readFileSync(file), headers), packed: [] });
    }
  }
}

interface PrerenderManifest {
  readonly routes?: Readonly<
    Record<
      string,
      { readonly routeType?: string; readonly initialHeaders?: Readonly<Record<string, string>> }
    >
  >;
}

function* madeRoutes(manifest: string): Iterable<[path: string, headers: OutgoingHttpHeaders]> {
  if (!existsSync(manifest)) return;
  const { routes = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as PrerenderManifest;
  for (const [path, { routeType, initialHeaders = {} }] of Object.entries(routes)) {
    const type = initialHeaders['content-type'];
    const cache = initialHeaders['cache-control'];
    if (routeType !== 'route' || type === undefined || cache === undefined) continue;
    yield [path, { 'content-type': type, 'cache-control': cache }];
  }
}

function versionOf(body: Buffer, headers: OutgoingHttpHeaders): Version {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, etag, headers: { ...headers, etag, vary: 'Accept-Encoding' } };
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const accepted = request.headers['accept-encoding'];
  const version = file.packed.find(({ coding }) => acceptsCoding(accepted, coding)) ?? file.plain;
  const { body, headers, etag } = version;
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function isKnown(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((entry) => entry.trim().replace(/^W\//, '') === etag);
}

function sendNotFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end('Not Found\n');
}

/** A path as names of files are written; one that cannot be read stays as it is, and is no file's. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
