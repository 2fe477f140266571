/** How a pass over a library ended, as `scan --json` says it. */
export type PassStatus =
  | "complete"
  | "complete-with-problems"
  | "held"
  | "offline"
  | "busy"
  | "interrupted"
  | "failed";

/** A file is counted once in unchanged, added, changed, moved or returned. */
export interface PassCounts {
  seen: number;
  unchanged: number;
  added: number;
  changed: number;
  moved: number;
  returned: number;
  missing: number;
  problems: number;
  /** Files of its ground that are catalogued although they are no audio, and those that are damaged. */
  notAudio: number;
  damaged: number;
  filesRead: number;
  bytesRead: number;
}
