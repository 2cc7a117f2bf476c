import type { Settings } from '#lib/protocol/settings.ts';

/** Some of the settings; what is absent or undefined stays as it is. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** The settings with the change; the same object where nothing is different. */
export function mergeSettings(settings: Settings, change: SettingsChange): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged: Settings = { ...settings, ...Object.fromEntries(given) };
  // Both have their keys in the same order.
  return JSON.stringify(merged) === JSON.stringify(settings) ? settings : merged;
}
