/** Where an optional package can be installed, in the words of npm's lock file. */
export interface Platform {
  readonly cpu: readonly string[];
  /** Nothing, where every system or C library will do. */
  readonly os: { readonly os?: readonly string[] };
  readonly libc: { readonly libc?: readonly string[] };
}

const systems = new Set(
  'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(' '),
);
const processors = new Set(
  'arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'.split(' '),
);
const libcs: Readonly<Record<string, string>> = { gnu: 'glibc', musl: 'musl' };

/** Reads the platform off a native package's name (`@next/swc-linux-x64-musl`); undefined where it names none. */
export function platformOf(packageName: string): Platform | undefined {
  const words = packageName.split(/[-/]/);
  const os = words.find((word) => systems.has(word));
  const cpu = words.find((word) => processors.has(word));
  const libc = words.map((word) => libcs[word]).find((word) => word !== undefined);
  if (cpu === undefined) return undefined;
  return {
    cpu: [cpu],
    os: os === undefined ? {} : { os: [os] },
    libc: libc === undefined ? {} : { libc: [libc] },
  };
}
