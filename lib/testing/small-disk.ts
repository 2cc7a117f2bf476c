import { execFileSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A disk for one test, whose faults are the kernel's own. Gone at the end of its scope. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Takes all that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
}

/** Why this machine can give a test no disk of its own, or null where it can. */
export const noDisksBecause: string | null = whyNot();

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'only Linux mounts a tmpfs';
  if (process.getuid?.() !== 0) return 'only root may mount';
  try {
    run('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
    return null;
  } catch {
    return 'this machine lets nobody mount';
  }
}

/** Why this machine can give a test no block device of its own, or null where it can. */
export const noDevicesBecause: string | null =
  noDisksBecause ??
  (() => {
    try {
      run('losetup', ['--find']);
      run('mkfs.ext4', ['-V']);
      return null;
    } catch {
      return 'there is no loop device or no mkfs.ext4';
    }
  })();

const reason = noDisksBecause ?? noDevicesBecause;
if (reason !== null) process.stderr.write(`Tests of failing disks are skipped: ${reason}.\n`);

export interface TmpfsDisk extends SmallDisk {
  grow(megabytes: number): void;
}

/** A disk of so many MB that is full when it is full: each write says so. */
export function mountTmpfs(path: string, megabytes: number): TmpfsDisk {
  run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', path]);
  return {
    path,
    fill: () => fill(path),
    free: () => free(path),
    grow: (size) => void run('mount', ['-o', `remount,size=${size}m`, path]),
    [Symbol.dispose]: () => unmount(path),
  };
}

export interface ThinDisk extends SmallDisk {
  /** The file system finds an error and turns read-only, for files that are open too, as with `errors=remount-ro`. */
  breakDown(): void;
  /** Unmounts it; what has files open on it keeps them, and the path is an empty directory. */
  takeOut(): void;
  /** Whether nothing in this process has a file of that name open; until then it would come back as it went. */
  isLetGoOf(name: string): boolean;
  /** Mounts it again. */
  putBack(): void;
}

/**
 * A file system on a block device that promises more room than it has, as thin volumes do: when that ends, writes go well
 * and syncs fail, with I/O errors of the device.
 *
 * @param backing an empty directory for what is behind the device, @param path one for the file system
 */
export function mountThinDisk(backing: string, path: string): ThinDisk {
  run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', backing]);
  const image = join(backing, 'image');
  writeFileSync(image, '');
  truncateSync(image, 64 * 1_024 * 1_024);
  run('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-E', 'nodiscard', image]);
  const device = run('losetup', ['--find', '--show', image]).trim();
  const mount = () => void run('mount', ['-o', 'errors=remount-ro', device, path]);
  mount();
  return {
    path,
    fill: () => fill(backing),
    free: () => free(backing),
    breakDown() {
      const name = device.replace('/dev/', '');
      writeFileSync(`/sys/fs/ext4/${name}/trigger_fs_error`, '1');
    },
    takeOut: () => unmount(path),
    isLetGoOf: (name) => !openFiles().some((file) => file.endsWith(name)),
    putBack: mount,
    [Symbol.dispose]() {
      unmount(path);
      run('losetup', ['--detach', device]);
      unmount(backing);
    },
  };
}

function unmount(path: string): void {
  if (readFileSync('/proc/mounts', 'utf8').includes(` ${path} `)) run('umount', ['--lazy', path]);
}

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The one that read the directory.
      return [];
    }
  });
}

function fill(path: string): void {
  const file = openSync(join(path, 'ballast'), 'a');
  try {
    for (let chunk = 1_024 * 1_024; chunk >= 1; chunk = Math.floor(chunk / 16)) {
      const bytes = Buffer.alloc(chunk);
      try {
        while (writeSync(file, bytes) === chunk);
      } catch {
        // Full, for a chunk of this size.
      }
    }
  } finally {
    closeSync(file);
  }
}

function free(path: string): void {
  rmSync(join(path, 'ballast'), { force: true });
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
