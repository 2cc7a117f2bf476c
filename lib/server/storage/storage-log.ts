/** What the storage needs of a log; pino's has it. */
export interface StorageLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: StorageLog = {
  warn: () => undefined,
  error: () => undefined,
};
