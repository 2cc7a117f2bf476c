import { parse } from 'bowser';

/** Longer ones are made to be parsed slowly. */
const MAX_LENGTH = 512;

/** A class has a few kinds of devices, and all of them come at the same minute. */
const MAX_KNOWN = 500;
const known = new Map<string, string | null>();

/** What people call a device, such as "Safari on iPhone"; null where its user agent says nothing that they would know. */
export function deviceNameOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === '' || userAgent.length > MAX_LENGTH) return null;
  const name = known.get(userAgent);
  if (name !== undefined) return name;
  if (known.size >= MAX_KNOWN) known.clear();
  const read = readName(userAgent);
  known.set(userAgent, read);
  return read;
}

function readName(userAgent: string): string | null {
  const { browser, os, platform } = parse(userAgent);
  const place = platform.model ?? os.name;
  if (isKnown(browser.name)) return isKnown(place) ? `${browser.name} on ${place}` : browser.name;
  return isKnown(place) ? place : null;
}

function isKnown(name: string | undefined): name is string {
  return name !== undefined && name !== '' && name.length <= 30;
}
