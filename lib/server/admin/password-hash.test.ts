import { describe, expect, it } from 'vitest';
import { HASH_COST, hashPassword, verifyPassword } from './password-hash.ts';

const CHEAP = { N: 16, r: 1, p: 1 };

describe('password hash', () => {
  it('is scrypt at the cost that is recommended, and says so', async () => {
    expect(HASH_COST).toEqual({ N: 131_072, r: 8, p: 1 });
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^scrypt\$N=131072,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct hors', hash)).toBe(false);
  });

  it('is another one each time, by its salt', async () => {
    expect(await hashPassword('same', CHEAP)).not.toBe(await hashPassword('same', CHEAP));
  });

  it('is read at the cost that it was written with', async () => {
    const old = await hashPassword('correct horse', { N: 32, r: 2, p: 1 });
    expect(await verifyPassword('correct horse', old)).toBe(true);
  });

  it('takes a password in any of its Unicode forms', async () => {
    const hash = await hashPassword('caf\u00e9 caf\u00e9', CHEAP);
    expect(await verifyPassword('cafe\u0301 cafe\u0301', hash)).toBe(true);
  });

  it.each(['', 'correct horse', 'scrypt$N=0,r=0,p=0$$', 'bcrypt$1$2$3'])(
    'fits nothing where %j is stored',
    async (stored) => expect(await verifyPassword('correct horse', stored)).toBe(false),
  );
});
