import { existsSync, globSync } from 'node:fs';
import { chromium, firefox, type LaunchOptions, webkit } from '@playwright/test';

export const engineNames = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/**
 * How an engine is driven: `playwright` is a build of Playwright's own, or a Chromium; `bidi` is a stock Firefox over
 * WebDriver BiDi; `bridge` is a stock WebKitGTK through webkit-bridge.ts.
 */
export type Driver = 'playwright' | 'bidi' | 'bridge';

interface FoundEngine {
  readonly kind: 'found';
  readonly name: EngineName;
  readonly driver: Driver;
  readonly executablePath: string;
  readonly launchOptions: LaunchOptions;
}

interface MissingEngine {
  readonly kind: 'missing';
  readonly name: EngineName;
  readonly reason: string;
}

export type Engine = FoundEngine | MissingEngine;

const playwrightTypes = { chromium, firefox, webkit };

/** Names a browser to use instead of any that would be found. For WebKit it is a WebKitGTK MiniBrowser. */
const overrides = {
  chromium: 'E2E_CHROMIUM',
  firefox: 'E2E_FIREFOX',
  webkit: 'E2E_WEBKIT_MINIBROWSER',
} as const;

/** Where systems keep theirs. The headless shell is Chromium without a window: half of the work, the same engine. */
const systemPaths: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: [
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
  ],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox'],
  webkit: globSync('/usr/lib/*/webkit2gtk-4.{1,0}/MiniBrowser').toSorted().toReversed(),
};

const quietChromium = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

function systemEngine(name: EngineName, executablePath: string): FoundEngine {
  const found = { kind: 'found', name, executablePath } as const;
  switch (name) {
    case 'chromium':
      return {
        ...found,
        driver: 'playwright',
        launchOptions: { executablePath, args: quietChromium },
      };
    case 'firefox':
      return {
        ...found,
        driver: 'bidi',
        launchOptions: { executablePath, channel: 'moz-firefox' },
      };
    case 'webkit':
      return { ...found, driver: 'bridge', launchOptions: {} };
  }
}

/** An override from the environment, else Playwright's own build, else the system's browser. */
export function findEngine(name: EngineName): Engine {
  const override = process.env[overrides[name]];
  if (override !== undefined && override !== '') {
    if (existsSync(override)) return systemEngine(name, override);
    return {
      kind: 'missing',
      name,
      reason: `${overrides[name]} names ${override}, which is not there`,
    };
  }
  const own = playwrightTypes[name].executablePath();
  if (existsSync(own)) {
    return { kind: 'found', name, driver: 'playwright', executablePath: own, launchOptions: {} };
  }
  const system = systemPaths[name].find((path) => existsSync(path));
  if (system === undefined) {
    return { kind: 'missing', name, reason: `${name} is not installed: run \`npm run browsers\`` };
  }
  if (name === 'webkit' && !existsSync('/usr/bin/Xvfb')) {
    return { kind: 'missing', name, reason: 'WebKitGTK needs Xvfb: run `npm run browsers`' };
  }
  return systemEngine(name, system);
}

export function describeEngine(engine: Engine): string {
  if (engine.kind === 'missing') return `${engine.name}: ${engine.reason}`;
  const how = { playwright: 'by Playwright', bidi: 'over WebDriver BiDi', bridge: 'by the bridge' };
  return `${engine.name}: ${engine.executablePath} ${how[engine.driver]}`;
}
