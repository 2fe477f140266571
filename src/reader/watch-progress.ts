import type { ReaderProgress } from "./reader-progress.ts";

/** How often the record is looked at: a progress bar is smooth at four steps a second. */
const LOOK_MS = 250;
/** A stall is counted in looks of which this many must be in vain, so that a machine that slept is not taken for a hang. */
const FEWEST_LOOKS = 4;

/** A thread that starts loads its modules, from a disk that may just wake up. No file is in hand then. */
const START_MS = 30_000;

/**
 * Looks at a thread's progress until told to stop, and passes on how many bytes it hashed.
 *
 * @returns resolves when nothing went ahead for `stallMs`; never otherwise
 */
export function watchProgress(
  progress: ReaderProgress,
  { stallMs, onBytes, signal }: BatchWatch & { signal: AbortSignal },
): Promise<void> {
  const lookMs = Math.min(LOOK_MS, stallMs / FEWEST_LOOKS);
  let { bytes, steps } = progress;
  let looksInVain = 0;
  const passOnBytes = (): void => {
    const now = progress.bytes;
    if (now > bytes) onBytes(now - bytes);
    bytes = now;
  };
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      passOnBytes();
      looksInVain = progress.steps === steps ? looksInVain + 1 : 0;
      steps = progress.steps;
      const limitMs = progress.stage === "idle" ? Math.max(START_MS, stallMs) : stallMs;
      if (looksInVain * lookMs >= limitMs) resolve();
    }, lookMs);
    signal.addEventListener(
      "abort",
      () => {
        clearInterval(timer);
        passOnBytes();
      },
      { once: true },
    );
  });
}

export interface BatchWatch {
  readonly stallMs: number;
  readonly onBytes: (count: number) => void;
}
