import { closeSync } from "node:fs";
import { isatty } from "node:tty";

/** The signals that end a command: the first asks it to finish what it has in hand, the second ends it at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code the signal asks for, once there was one. */
  readonly exitCode: () => 130 | 143 | null;
  close(): void;
}

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

/** What a progress bar has switched off, cursor and line wrap, and a line of its own for the shell's prompt. */
const RESTORE_TERMINAL = "\x1b[?25h\x1b[?7h\n";

function leave(code: 130 | 143): never {
  if (process.stderr.isTTY) process.stderr.write(RESTORE_TERMINAL);
  process.exit(code);
}

/**
 * Whether SIGHUP says that the terminal was closed, and not that a service should read its config again: one of our streams is a
 * terminal. Windows sends it for nothing else.
 */
export function hangUpEnds(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" || terminals().length > 0;
}

function terminals(): number[] {
  return [0, 1, 2].filter((stream) => isatty(stream));
}

/**
 * At its end Node gives each terminal back as it found it, and aborts where that one is gone (20.20 to 26.12: SIGABRT, a core
 * dump). It leaves closed streams alone.
 */
function closeAtExit(streams: readonly number[]): void {
  process.once("exit", () => {
    for (const stream of streams) closeSync(stream);
  });
}

/** `hangUp`: whether SIGHUP ends the command as well, in the way of SIGTERM. */
export function listenForInterruption({ hangUp }: { readonly hangUp: boolean }): Interruption {
  const controller = new AbortController();
  // Asked now: a terminal that has gone is none any more.
  const ours = terminals();
  let isHungUp = false;
  let code: 130 | 143 | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (name === "SIGHUP" && process.platform !== "win32" && !isHungUp) {
      isHungUp = true;
      closeAtExit(ours);
    }
    const asked = name === "SIGINT" ? CODES.SIGINT : CODES.SIGTERM;
    if (code !== null) {
      // A terminal that closes is told by the system and once more by the shell: nobody is impatient.
      if (name !== "SIGHUP") leave(asked);
      return;
    }
    code = asked;
    controller.abort();
  };
  const names = Object.keys(CODES).filter((name) => hangUp || name !== "SIGHUP") as (keyof typeof CODES)[];
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    close: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
