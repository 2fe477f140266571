/** The signals that end a command: the first asks it to finish what it has in hand, the second ends it at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code the signal asks for, once there was one. */
  readonly exitCode: () => 130 | 143 | null;
  close(): void;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What a progress bar has switched off, cursor and line wrap, and a line of its own for the shell's prompt. */
const RESTORE_TERMINAL = "\x1b[?25h\x1b[?7h\n";

function leave(code: 130 | 143): never {
  if (process.stderr.isTTY) process.stderr.write(RESTORE_TERMINAL);
  process.exit(code);
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: 130 | 143 | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    const asked = name === "SIGTERM" ? CODES.SIGTERM : CODES.SIGINT;
    if (code !== null) leave(asked);
    code = asked;
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    close: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
