/** The same ids with one of them so many places further down (or up, below zero), as far as the list goes. */
export function moved(ids: readonly number[], id: number, by: number): readonly number[] {
  const from = ids.indexOf(id);
  if (from === -1) return ids;
  const to = Math.min(ids.length - 1, Math.max(0, from + by));
  if (to === from) return ids;
  const rest = ids.filter((other) => other !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
