/** A unit that does not fit what is kept, where no constraint of the schema says so. */
export class ImpossibleUnit extends Error {}

export function expectOne(changes: number, what: string): void {
  if (changes !== 1) throw new ImpossibleUnit(`there is no ${what}`);
}
