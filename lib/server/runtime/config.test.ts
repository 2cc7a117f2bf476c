import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMIT_SETTINGS } from '../limits/limit-settings.ts';
import { readConfig } from './config.ts';

describe('configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      ok: true,
      value: {
        isProduction: false,
        port: 3000,
        host: '0.0.0.0',
        dataDir: '.data',
        databaseUrl: null,
        databaseConnections: 10,
        redisUrl: null,
        publicUrl: null,
        allowedOrigins: [],
        adminPassword: null,
        roomIdleDays: 90,
        metricsToken: null,
        limits: DEFAULT_LIMIT_SETTINGS,
        logLevel: 'info',
      },
    });
  });

  it('takes an empty variable as unset', () => {
    const empty = { PORT: '', HOST: '', PUBLIC_URL: '', ALLOWED_ORIGINS: '', DATABASE_URL: '' };
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('takes what is set', () => {
    const environment = {
      NODE_ENV: 'production',
      PORT: '8080',
      HOST: '127.0.0.1',
      PUBLIC_URL: 'https://scores.example.org/',
      ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080',
      LOG_LEVEL: 'debug',
      ADMIN_PASSWORD: 'correct horse',
      ROOM_IDLE_DAYS: '365',
      METRICS_TOKEN: 'a-secret-of-the-scraper',
      DATABASE_CONNECTIONS: '25',
    };
    expect(readConfig(environment)).toMatchObject({
      ok: true,
      value: {
        isProduction: true,
        port: 8080,
        host: '127.0.0.1',
        publicUrl: 'https://scores.example.org/',
        allowedOrigins: ['https://a.example', 'http://b.example:8080'],
        logLevel: 'debug',
        adminPassword: 'correct horse',
        roomIdleDays: 365,
        metricsToken: 'a-secret-of-the-scraper',
        databaseConnections: 25,
      },
    });
  });

  it('takes a database in PostgreSQL', () => {
    for (const DATABASE_URL of [
      'postgres://me:secret@db.example:5433/scores?sslmode=require',
      'postgresql:///scores',
    ])
      expect(readConfig({ DATABASE_URL })).toMatchObject({ value: { databaseUrl: DATABASE_URL } });
  });

  it('takes a Redis beside a database that nodes share', () => {
    const DATABASE_URL = 'postgres://me:secret@db.example/scores';
    for (const REDIS_URL of ['redis://cache.example', 'rediss://me:secret@cache.example:6380']) {
      expect(readConfig({ DATABASE_URL, REDIS_URL })).toMatchObject({
        value: { redisUrl: REDIS_URL },
      });
    }
    const alone = readConfig({ REDIS_URL: 'redis://me:hunter2@cache.example' });
    expect(alone).toMatchObject({ ok: false });
    expect(JSON.stringify(alone)).not.toContain('hunter2');
  });

  it('takes the limits that are set', () => {
    const config = readConfig({
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      UNMETERED_ADDRESSES: '192.0.2.7',
      MAX_CONNECTIONS: '50000',
      MAX_CONNECTIONS_PER_ADDRESS: '100',
      MAX_CONNECTIONS_PER_ROOM: '20000',
      MAX_ROOMS: '1',
    });
    expect(config).toMatchObject({
      value: {
        limits: {
          trustedProxies: ['10.0.0.0/8', '::1'],
          unmeteredAddresses: ['192.0.2.7'],
          maxConnections: 50_000,
          maxConnectionsPerAddress: 100,
          maxConnectionsPerRoom: 20_000,
          maxRooms: 1,
        },
      },
    });
  });

  it.each([
    ['TRUSTED_PROXIES', '*'],
    ['TRUSTED_PROXIES', 'proxy.local'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['UNMETERED_ADDRESSES', '10.0.0.1;10.0.0.2'],
    ['MAX_CONNECTIONS', '0'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '-1'],
    ['MAX_CONNECTIONS_PER_ROOM', 'many'],
    ['MAX_ROOMS', '1e9'],
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', 'scores.example.org'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://a.example/path'],
    ['LOG_LEVEL', 'loud'],
    ['ADMIN_PASSWORD', 'seven 7'],
    ['ADMIN_PASSWORD', 'x'.repeat(513)],
    ['ROOM_IDLE_DAYS', '0'],
    ['ROOM_IDLE_DAYS', '-1'],
    ['ROOM_IDLE_DAYS', '1.5'],
    ['ROOM_IDLE_DAYS', '9999'],
    ['DATABASE_URL', 'mysql://localhost/scores'],
    ['DATABASE_URL', 'postgres://localhost'],
    ['DATABASE_URL', 'scores'],
    ['DATABASE_CONNECTIONS', '1'],
    ['DATABASE_CONNECTIONS', 'many'],
    ['DATABASE_CONNECTIONS', '1001'],
    ['REDIS_URL', 'redis://localhost'],
    ['REDIS_URL', 'localhost:6379'],
  ])('names %s when it is %j, in one line', (name, value) => {
    const config = readConfig({ [name]: value });
    expect(config.ok).toBe(false);
    if (config.ok) return;
    expect(config.error).toMatch(new RegExp(`^${name}: [^\\n]+\\.$`));
    expect(config.error).not.toMatch(/Invalid input/);
  });

  it('does not repeat a password that it refuses', () => {
    const config = readConfig({ ADMIN_PASSWORD: 'hunter2' });
    expect(config).toEqual({
      ok: false,
      error: 'ADMIN_PASSWORD: must have at least 8 characters.',
    });
    const database = readConfig({ DATABASE_URL: 'mysql://me:hunter2@localhost/scores' });
    expect(JSON.stringify(database)).not.toContain('hunter2');
  });
});
