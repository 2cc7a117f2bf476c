import { createServer } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { announce } from './announce.ts';
import { readConfig } from './config.ts';

const http = createServer();

afterEach(async () => {
  await new Promise((resolve) => http.close(resolve));
});

async function told(environment: Record<string, string>, setupToken: string | null) {
  const config = readConfig({ HOST: '127.0.0.1', ...environment });
  if (!config.ok) throw new Error(config.error);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  announce(config.value, http, { setupToken });
  return text;
}

it('prints the one-time link for the admin password where there is none', async () => {
  const text = await told({}, 'TOKEN');
  expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/admin#setup=TOKEN/);
});

it('prints it with the address that others use, where there is one', async () => {
  const text = await told({ PUBLIC_URL: 'https://scores.example.org/' }, 'TOKEN');
  expect(text).toContain('https://scores.example.org/admin#setup=TOKEN');
});

it('says nothing of admins where there is a password', async () => {
  expect(await told({}, null)).not.toContain('admin');
});
