import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';

/** Whether a text contains another one, letter for letter. */
export function contains(text: Expression<string>, part: string): RawBuilder<SqlBool> {
  const pattern = `%${part.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`;
}
