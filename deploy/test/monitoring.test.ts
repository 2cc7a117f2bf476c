import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startTestServer } from '#lib/testing/test-server.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
    }[];
  }[];
}

const read = (name: string) => readFileSync(`deploy/monitoring/${name}`, 'utf8');
const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
const alerts = (parse(read('alerts.yaml')) as Rules).groups.flatMap(({ rules }) => rules);

/** The names of the figures that a query asks for. */
const namesIn = (text: string) => text.match(/\b(?:scoreroom|process|nodejs)_[a-z_]+/g) ?? [];

/** All that a node tells, by name and kind. */
async function told(): Promise<{ names: Set<string>; own: string[] }> {
  const server = await startTestServer({ others: [{ name: 'redis', isUp: () => true }] });
  server.runtime.metrics.watchProcess();
  const metrics = await server.runtime.metrics.registry.getMetricsAsJSON();
  await server.close();
  const names = metrics.flatMap(({ name, type }) => {
    // The library's types give kinds as numbers, and itself as words.
    const isHistogram = String(type) === 'histogram';
    return isHistogram ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
  });
  const own = metrics.map(({ name }) => name).filter((name) => name.startsWith('scoreroom_'));
  return { names: new Set(names), own };
}

it('dashboard, alerts and the handbook speak of figures that there are, and of all of our own', async () => {
  const { names, own } = await told();
  const queries = [
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
    ...alerts.map(({ expr }) => expr),
  ].flatMap(namesIn);
  expect(queries.length).toBeGreaterThan(30);
  expect(queries.filter((name) => !names.has(name))).toEqual([]);
  const shown = new Set(queries.map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
  const handbook = new Set(namesIn(readFileSync('docs/OPERATIONS.md', 'utf8')));
  expect(own.filter((name) => !handbook.has(name))).toEqual([]);
});

it('each panel and each alert has a name of its own', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const handbook = readFileSync('docs/OPERATIONS.md', 'utf8');
  const known = alerts.map(({ alert }) => alert);
  expect(new Set(known).size).toBe(known.length);
  expect(known.filter((alert) => !handbook.includes(alert))).toEqual([]);
  for (const { labels } of alerts) expect(['critical', 'warning']).toContain(labels.severity);
});
