import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlStatement } from '../../directory/sql-executor.ts';
import type { SqlRows } from '../room-changes.ts';

/** Statements that are kept prepared: the directory's have a few dozen forms, and some vary by a list's length. */
const MAX_PREPARED = 200;

/** Runs any one statement, and keeps it prepared for the next time. */
export function prepareSql(db: DatabaseSync): (statement: SqlStatement) => SqlRows {
  const prepared = new Map<string, StatementSync>();

  function statementOf(sql: string): StatementSync {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      prepared.set(sql, statement);
    }
    return statement;
  }

  return ({ sql, parameters }) => {
    const statement = statementOf(sql);
    // Statements that answer with rows are read to their end; only the others tell how many they changed.
    if (statement.columns().length > 0) {
      const rows = statement.all(...parameters);
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...parameters).changes) };
  };
}
