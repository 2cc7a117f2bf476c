import * as v from 'valibot';
import { ADMIN_LIMITS } from '#lib/protocol/admin.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import { placeOf } from '../http/describe-issues.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from '../limits/limit-settings.ts';
import { isNetwork } from '../limits/network.ts';
import { DEFAULT_CONNECTIONS, isDatabaseUrl } from '../storage/postgres/database-url.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const origin = v.pipe(
  v.string(),
  v.check(isOrigin, 'must be origins such as https://example.org, separated by commas'),
);

/** The longest time that a room may rest: ten years. */
const MAX_IDLE_DAYS = 3_650;
const IDLE_DAYS_RULE = `must be a number of days from 1 to ${MAX_IDLE_DAYS}`;

const METRICS_RULE = 'must be a secret of at least 16 characters, without spaces';

const NETWORK_RULE = 'must be addresses or networks such as 10.0.0.0/8, separated by commas';
const networks = v.optional(
  v.pipe(
    v.string(),
    v.transform(splitList),
    v.array(v.pipe(v.string(), v.check(isNetwork, NETWORK_RULE))),
  ),
  '',
);

const wholeNumber = (standard: number, from: number, to: number) => {
  const rule = `must be a whole number from ${from} to ${to}`;
  const isWithin = (text: string) => Number(text) >= from && Number(text) <= to;
  return v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d*$/, rule), v.check(isWithin, rule)),
    String(standard),
  );
};
const cap = (standard: number) => wholeNumber(standard, 1, 10_000_000);

/** The environment, as far as it is ours. An empty variable counts as unset. */
const environmentSchema = v.object({
  NODE_ENV: v.optional(v.string(), 'development'),
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'must be a port from 0 to 65535'),
      v.check((text) => Number(text) <= 65_535, 'must be a port from 0 to 65535'),
    ),
    '3000',
  ),
  HOST: v.optional(v.string(), '0.0.0.0'),
  DATA_DIR: v.optional(v.string(), '.data'),
  PUBLIC_URL: v.optional(
    v.pipe(v.string(), v.check(isWebUrl, 'must be a URL such as https://scores.example.org')),
  ),
  ALLOWED_ORIGINS: v.optional(v.pipe(v.string(), v.transform(splitList), v.array(origin)), ''),
  ADMIN_PASSWORD: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (password) => Array.from(password).length >= ADMIN_LIMITS.passwordMin,
        `must have at least ${ADMIN_LIMITS.passwordMin} characters`,
      ),
      v.check(
        (password) => Buffer.byteLength(password) <= ADMIN_LIMITS.passwordBytes,
        `must have at most ${ADMIN_LIMITS.passwordBytes} bytes`,
      ),
    ),
  ),
  ROOM_IDLE_DAYS: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,3}$/, IDLE_DAYS_RULE),
      v.check((text) => Number(text) <= MAX_IDLE_DAYS, IDLE_DAYS_RULE),
    ),
    '90',
  ),
  METRICS_TOKEN: v.optional(v.pipe(v.string(), v.regex(/^\S{16,}$/, METRICS_RULE))),
  TRUSTED_PROXIES: networks,
  UNMETERED_ADDRESSES: networks,
  MAX_CONNECTIONS: cap(DEFAULT_LIMIT_SETTINGS.maxConnections),
  MAX_CONNECTIONS_PER_ADDRESS: cap(DEFAULT_LIMIT_SETTINGS.maxConnectionsPerAddress),
  MAX_CONNECTIONS_PER_ROOM: cap(DEFAULT_LIMIT_SETTINGS.maxConnectionsPerRoom),
  MAX_ROOMS: cap(DEFAULT_LIMIT_SETTINGS.maxRooms),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(isDatabaseUrl, 'must be a URL such as postgres://user:password@host/database'),
    ),
  ),
  // One commits while another one reads.
  DATABASE_CONNECTIONS: wholeNumber(DEFAULT_CONNECTIONS, 2, 1_000),
  REDIS_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(isRedisUrl, 'must be a URL such as redis://user:password@host:6379'),
    ),
  ),
});

export interface Config {
  readonly isProduction: boolean;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The PostgreSQL database that keeps everything, in place of a file in `dataDir`. It has a password: never to be shown. */
  readonly databaseUrl: string | null;
  /** How many connections to it there may be at once. */
  readonly databaseConnections: number;
  /** The Redis by which nodes on one database hear of one another at once. It may have a password. */
  readonly redisUrl: string | null;
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  /** Null: the last that was set, or one that is set by a link printed at the start. */
  readonly adminPassword: string | null;
  /** Days without any change after which a room is erased. */
  readonly roomIdleDays: number;
  /** Whoever has it may read `/metrics`; null: whoever is in a private network. */
  readonly metricsToken: string | null;
  /** Whose word about addresses is believed, who is not metered by address, and how much there may be of what. */
  readonly limits: LimitSettings;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** The configuration, or one line that says which variable is wrong and what it must be. */
export function readConfig(
  environment: Record<string, string | undefined>,
): Result<Config, string> {
  const set = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = v.safeParse(environmentSchema, Object.fromEntries(set));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err(`${placeOf(issue)[0] ?? 'The environment'}: ${issue.message}.`);
  }
  const { NODE_ENV, PORT, HOST, DATA_DIR, PUBLIC_URL, ALLOWED_ORIGINS, LOG_LEVEL } = parsed.output;
  const { ADMIN_PASSWORD, ROOM_IDLE_DAYS, DATABASE_URL, REDIS_URL } = parsed.output;
  if (REDIS_URL !== undefined && DATABASE_URL === undefined) {
    return err(
      'REDIS_URL: several nodes need a DATABASE_URL that they share; set that too, or unset this.',
    );
  }
  return ok({
    isProduction: NODE_ENV === 'production',
    port: Number(PORT),
    host: HOST,
    dataDir: DATA_DIR,
    databaseUrl: parsed.output.DATABASE_URL ?? null,
    databaseConnections: Number(parsed.output.DATABASE_CONNECTIONS),
    redisUrl: parsed.output.REDIS_URL ?? null,
    publicUrl: PUBLIC_URL ?? null,
    allowedOrigins: ALLOWED_ORIGINS,
    adminPassword: ADMIN_PASSWORD ?? null,
    roomIdleDays: Number(ROOM_IDLE_DAYS),
    metricsToken: parsed.output.METRICS_TOKEN ?? null,
    limits: {
      trustedProxies: parsed.output.TRUSTED_PROXIES,
      unmeteredAddresses: parsed.output.UNMETERED_ADDRESSES,
      maxConnections: Number(parsed.output.MAX_CONNECTIONS),
      maxConnectionsPerAddress: Number(parsed.output.MAX_CONNECTIONS_PER_ADDRESS),
      maxConnectionsPerRoom: Number(parsed.output.MAX_CONNECTIONS_PER_ROOM),
      maxRooms: Number(parsed.output.MAX_ROOMS),
    },
    logLevel: LOG_LEVEL,
  });
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  return isWebUrl(text) && new URL(text).origin === text;
}
