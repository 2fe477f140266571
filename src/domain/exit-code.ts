/** Every exit code, once: the code and the README's table are held together by a test. */
export const EXIT_CODES = {
  0: "done",
  1: "failed",
  2: "wrong usage or config, or a folder that was never known and does not exist",
  3: "done, but some files could not be taken in",
  4: "held or offline: nothing was marked missing",
  5: "`duplicates --exit-code` found some",
  6: "busy: another process has the claim (with `--no-wait`)",
  130: "interrupted by Ctrl-C (SIGINT)",
  143: "interrupted by SIGTERM",
} as const;

export type ExitCode = keyof typeof EXIT_CODES;
