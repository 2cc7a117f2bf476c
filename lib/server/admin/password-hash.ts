import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one hash costs: 128 MiB, and some 0.4 s of one core. */
export interface HashCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** As the OWASP Password Storage Cheat Sheet has it for scrypt. */
export const HASH_COST: HashCost = { N: 2 ** 17, r: 8, p: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const FORMAT = /^scrypt\$N=(\d{1,8}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]+)\$([\w-]+)$/;

/** @returns `scrypt$N=…,r=…,p=…$salt$hash`, so that a later cost can stand beside older hashes */
export async function hashPassword(password: string, cost: HashCost = HASH_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  const { N, r, p } = cost;
  return `scrypt$N=${N},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Takes the same time for every wrong password. A stored text that cannot be read fits no password. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = FORMAT.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, cost: HashCost): Promise<Buffer> {
  // One password has one form, whichever keyboard it was typed on.
  const text = password.normalize('NFKC');
  // The bound that OpenSSL checks is a little above 128·N·r; Node's default of 32 MiB refuses this cost.
  const options = { ...cost, maxmem: 2 * 128 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
