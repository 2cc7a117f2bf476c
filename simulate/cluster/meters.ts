/** What a run counts. Whoever wants a window takes the difference of two of these. */
export class Meters {
  taps = 0;
  tapsDecided = 0;
  /** Taps that were sent again, and had counted already. */
  duplicates = 0;
  pushes = 0;
  /** Pushes that were told to try again later. */
  postponed = 0;
  frames = 0;
  frameBytes = 0;
  joins = 0;
  joinsRefused = 0;
  joinBytes = 0;
  snapshots = 0;
  snapshotBytes = 0;
  /** Rooms that a node read from the database to serve them. */
  roomLoads = 0;
  commits = 0;
  conflicts = 0;
  rowsWritten = 0;
  rowsRead = 0;
  rowsPolled = 0;
  databaseReads = 0;
  databaseUs = 0;
  databaseFailures = 0;
  published = 0;
  publishedBytes = 0;
  delivered = 0;
  deliveredBytes = 0;
  newsLost = 0;
  /** Boards that a node learnt of by its poll alone. */
  polledNews = 0;
  /** Deltas that did not fit a probe's view. */
  gaps = 0;

  since(before: Meters): Meters {
    const difference = new Meters();
    for (const name of Object.keys(this) as (keyof Counts)[]) {
      difference[name] = this[name] - before[name];
    }
    return difference;
  }

  copy(): Meters {
    return this.since(new Meters());
  }
}

type Counts = Omit<Meters, 'since' | 'copy'>;
