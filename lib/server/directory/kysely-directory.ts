import type { Directory } from './directory.ts';
import { adminQueries } from './admin-queries.ts';
import { auditQueries } from './audit-queries.ts';
import { deviceQueries } from './device-queries.ts';
import { doorQueries } from './door-queries.ts';
import { eraseQueries } from './erase-queries.ts';
import { linkQueries } from './link-queries.ts';
import { createQueryContext } from './query-context.ts';
import { roomQueries } from './room-queries.ts';
import type { SqlExecutor } from './sql-executor.ts';

/** The directory in whatever database the executor speaks to. `SPEC.md` holds its rules. */
export function createKyselyDirectory(executor: SqlExecutor): Directory {
  const context = createQueryContext(executor);
  return {
    ...doorQueries(context),
    ...eraseQueries(context),
    ...linkQueries(context),
    ...deviceQueries(context),
    ...roomQueries(context),
    ...auditQueries(context),
    ...adminQueries(context),
  };
}
