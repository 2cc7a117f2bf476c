import { expect, test } from './fixtures/test.ts';

test('the server under test keeps its address over a kill and a restart', async ({
  server,
  host,
}) => {
  await host.open('/healthz');
  const { url } = server;
  await server.kill();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  await server.restart();
  expect(server.url).toBe(url);
  await host.open('/healthz');
});

test('actors share nothing but the server', async ({ host, player }) => {
  await host.open('/healthz');
  await player.open('/healthz');
  await host.page.evaluate(() => localStorage.setItem('who', 'host'));
  expect(await host.page.evaluate(() => localStorage.getItem('who'))).toBe('host');
  expect(await player.page.evaluate(() => localStorage.getItem('who'))).toBeNull();
});
