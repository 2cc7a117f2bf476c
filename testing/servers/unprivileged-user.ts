import { readFileSync } from 'node:fs';

/** Whom a server runs as that refuses to run as root: the first of these that the machine knows. */
const NAMES = ['postgres', 'nobody'];

/** Null where this process is not root's, and may run the server as itself. */
export function unprivilegedUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of NAMES) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`none of the users ${NAMES.join(', ')} is there, and root may not run it`);
}
