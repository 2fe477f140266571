export type Severity = "error" | "warning" | "note";

/** One thing that is not as it should be, and what mends it: a command to type or a setting to change. */
export interface Finding {
  readonly code: string;
  /** `error`: something does not work. `warning`: something will, or is worse than it could be. */
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}
