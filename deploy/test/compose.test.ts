import { existsSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '#lib/server/runtime/config.ts';
import { readModuleGraph } from '../../scripts/checks/module-graph.ts';

interface Service {
  readonly image: string;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks: { readonly front?: { readonly ipv4_address?: string } };
  readonly build?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<
    Record<
      string,
      { readonly ipam?: { readonly config: readonly { readonly ip_range?: string }[] } }
    >
  >;
}

// No engine is needed to see what these say; whether images can be built is another matter.
const compose = parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');
const ignored = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** As Docker reads it: the last line that matches a path, or a folder on the way to it, decides. */
function isInContext(path: string): boolean {
  const ways = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  let isIn = true;
  for (const line of ignored) {
    const pattern = line.replace(/^!/, '');
    if (ways.some((way) => matchesGlob(way, pattern))) isIn = line.startsWith('!');
  }
  return isIn;
}

describe('compose.yaml', () => {
  it('has two nodes, PostgreSQL, Redis and a balancer', () => {
    expect(Object.keys(compose.services)).toEqual([
      'scoreroom-1',
      'scoreroom-2',
      'balancer',
      'postgres',
      'redis',
    ]);
  });

  it.each(services)('%s can write only where it is told to, and is looked after', (_, service) => {
    expect(service.read_only).toBe(true);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.stop_grace_period).toMatch(/^\d+s$/);
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck).toBeDefined();
    }
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':', 1);
      expect(from in compose.volumes || existsSync(join('deploy', from))).toBe(true);
    }
  });

  it('gives nobody the address of the balancer before it, and makes the image once', () => {
    const { networks } = compose;
    const [{ ip_range: range = '' } = {}] = networks['front']?.ipam?.config ?? [];
    const address = compose.services['balancer']?.networks.front?.ipv4_address ?? '';
    expect(range).toBe('172.30.7.128/25');
    expect(Number(address.split('.').at(-1))).toBeLessThan(128);
    expect(compose.services['scoreroom-1']?.environment?.['TRUSTED_PROXIES']).toBe(address);
    expect(services.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual([
      'scoreroom-1',
    ]);
  });

  it('gives nodes longer to leave than they take, and the balancer longer than them', () => {
    const seconds = (name: string) =>
      Number.parseInt(compose.services[name]?.stop_grace_period ?? '', 10);
    expect(seconds('scoreroom-1')).toBeGreaterThanOrEqual(25);
    expect(seconds('balancer')).toBeGreaterThan(seconds('scoreroom-1'));
  });

  it('sets what the server knows', () => {
    const environment = Object.entries(compose.services['scoreroom-1']?.environment ?? {});
    const given = environment.map(([name, value]) => [
      name,
      value.replaceAll(/\$\{[^}]+\}/g, 'x'.repeat(16)),
    ]);
    const { DATABASE_URL, REDIS_URL, ...others } = Object.fromEntries(given) as Record<
      string,
      string
    >;
    expect(DATABASE_URL).toMatch(/^postgres:/);
    expect(REDIS_URL).toMatch(/^redis:/);
    expect(readConfig(others)).toMatchObject({ ok: true, value: { metricsToken: 'x'.repeat(16) } });
    const known = readFileSync('lib/server/runtime/config.ts', 'utf8');
    for (const [name] of environment) expect(known).toContain(`  ${name}: `);
  });
});

describe('Dockerfile', () => {
  it('takes the Node of this repository', () => {
    const version = readFileSync('.node-version', 'utf8').trim();
    expect(dockerfile).toContain(`ARG NODE_VERSION=${version}\n`);
  });

  it('copies what is there, and what is let into its context', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, names = '']) => names.split(' '))
      .filter((name) => name !== '.');
    expect(copied).toContain('server.ts');
    expect(copied.filter((name) => !existsSync(name) || !ignored.includes(`!${name}`))).toEqual([]);
  });

  it('has in its context all that what is in it imports: the build checks the types of it all', () => {
    const missing = Array.from(readModuleGraph('.')).flatMap(([file, targets]) => {
      if (!isInContext(file)) return [];
      return targets.flatMap((target) => {
        if (target.kind !== 'file' || isInContext(target.path)) return [];
        return [`${file} imports ${target.path}`];
      });
    });
    expect(isInContext('lib/server/room/room.ts')).toBe(true);
    expect(isInContext('lib/server/room/room.test.ts')).toBe(false);
    expect(missing).toEqual([]);
  });

  it('runs as nobody who matters, and says whether it lives', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    expect(dockerfile).toMatch(/^CMD \["node", "server\.ts"\]$/m);
  });
});
