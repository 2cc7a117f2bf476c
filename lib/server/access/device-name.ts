import { parse } from 'bowser';

/** Longer ones are made to be parsed slowly. */
const MAX_LENGTH = 512;

/** What people call a device, such as "Safari on iPhone"; null where its user agent says nothing that they would know. */
export function deviceNameOf(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === '' || userAgent.length > MAX_LENGTH) return null;
  const { browser, os, platform } = parse(userAgent);
  const place = platform.model ?? os.name;
  if (isKnown(browser.name)) return isKnown(place) ? `${browser.name} on ${place}` : browser.name;
  return isKnown(place) ? place : null;
}

function isKnown(name: string | undefined): name is string {
  return name !== undefined && name !== '' && name.length <= 30;
}
