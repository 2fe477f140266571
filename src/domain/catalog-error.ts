/**
 * Failures that stop a command, each with the exit code that a shell sees.
 * (What a single file may fail with is no error but a value: see problem.ts.)
 */
export const ERROR_EXITS = {
  usage: 2,
  "config-invalid": 2,
  "folder-not-found": 2,
  "folder-not-a-folder": 2,
  "folder-of-the-system": 2,
  "library-of-another-machine": 2,
  "database-unreachable": 1,
  "database-refused": 1,
  "database-too-old": 1,
  "database-not-utf8": 1,
  "database-pooler": 1,
  "database-foreign-schema": 1,
  "database-lost": 1,
  "schema-newer": 1,
  "migration-edited": 1,
  "migration-failed": 1,
  "pass-running": 6,
  "claim-lost": 1,
  "embedded-unavailable": 1,
  "embedded-other-version": 1,
  "embedded-read-only": 2,
  "needs-yes": 2,
  failed: 1,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_EXITS;

/** An error whose message is one line for a person: what happened, then what to do. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
