/** Something that a node works with and that may be away: the storage, or what carries news between nodes. */
export interface Part {
  /** As `scoreroom_part_up` calls it. */
  readonly name: 'storage' | 'redis';
  /** Whether it can be used at this moment. One that rejects, or does not say within a second, counts as away. */
  isUp(): boolean | Promise<boolean>;
}

const PATIENCE_MS = 1_000;

/** Whether a part is there, in time for whoever asks for the figures. */
export async function isThere(part: Part): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  try {
    return await Promise.race([part.isUp(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
