export type CheerCounts = [emoji: string, count: number][];

/** What the others say of what goes on in their part of a room. */
export interface OtherNodesListener {
  /** Other people are there than before. */
  people(code: string): void;
  cheers(code: string, counts: CheerCounts): void;
}

/** The nodes that have others of a room's people. Nothing of this waits, and any of it may be lost. */
export interface OtherNodes {
  /** People who are in the room there, as far as is known. */
  peopleIn(code: string): number;
  tellPeople(code: string, here: number): void;
  tellCheers(code: string, counts: CheerCounts): void;
  listen(listener: OtherNodesListener): void;
}

/** A server that is alone. */
export const NO_OTHER_NODES: OtherNodes = {
  peopleIn: () => 0,
  tellPeople: () => undefined,
  tellCheers: () => undefined,
  listen: () => undefined,
};
