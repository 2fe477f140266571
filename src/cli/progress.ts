import { SingleBar } from "cli-progress";
import type { PassProgress } from "../scan/pass.ts";
import { fitParts, progressParts, stageKey, type Pace } from "./progress-text.ts";

export interface ProgressDisplay {
  readonly show: (progress: PassProgress) => void;
  readonly note: (line: string) => void;
  end(): void;
}

/** Plain lines come this often: enough to see that it lives, too few to fill a log. */
const LINE_MS = 5_000;

/** A bar on a terminal, a plain line every few seconds otherwise; all of it on stderr. */
export function showProgress(options: {
  isTerminal: boolean;
  isQuiet: boolean;
  say: (line: string) => void;
}): ProgressDisplay {
  if (options.isQuiet) return { show: () => undefined, note: options.say, end: () => undefined };
  return options.isTerminal ? showBar(options.say) : showLines(options.say);
}

function showLines(say: (line: string) => void): ProgressDisplay {
  const stopwatch = new Stopwatch();
  let next = performance.now() + LINE_MS;
  return {
    show: (progress) => {
      const pace = stopwatch.at(progress);
      if (performance.now() < next) return;
      next = performance.now() + LINE_MS;
      say(progressParts(progress, pace).join(", "));
    },
    note: say,
    end: () => undefined,
  };
}

/** The bar itself; a narrow terminal has a shorter one, as the words say more. */
const BAR_COLUMNS = { wide: 16, narrow: 8 };
const NARROW_BELOW = 72;
/** " 100%  " beside it, and a column left free: a terminal breaks the line when its last one is written to. */
const AROUND_BAR = 8;
/** What cannot say how wide it is gets what fits anywhere. */
const UNKNOWN_COLUMNS = 60;

function showBar(say: (line: string) => void): ProgressDisplay {
  const stopwatch = new Stopwatch();
  let bar: SingleBar | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    show: (progress) => {
      const pace = stopwatch.at(progress);
      if (progress.stage === "decide") return stop();
      const columns = process.stderr.columns || UNKNOWN_COLUMNS;
      const barsize = columns < NARROW_BELOW ? BAR_COLUMNS.narrow : BAR_COLUMNS.wide;
      const isRead = progress.stage === "read";
      const total = isRead ? Math.max(1, progress.totalBytes) : 0;
      if (bar === null || bar.getTotal() !== total) {
        stop();
        bar = openBar(isRead ? "{bar} {percentage}%  {text}" : "{text}", barsize);
        bar.start(total, 0, { text: "" });
      }
      const room = columns - 1 - (isRead ? barsize + AROUND_BAR : 0);
      bar.update(isRead ? progress.bytes : 0, { text: fitParts(progressParts(progress, pace), room) });
    },
    note: (line) => {
      stop();
      say(line);
    },
    end: stop,
  };
}

function openBar(format: string, barsize: number): SingleBar {
  return new SingleBar({
    format,
    barsize,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    fps: 10,
  });
}

/** Begins anew with each stage: what came before it, a wait for another scan too, is no part of its rate. */
class Stopwatch {
  #stage = "";
  #since = performance.now();
  #filesBefore = 0;

  at(progress: PassProgress): Pace {
    const key = stageKey(progress);
    if (key !== this.#stage) {
      this.#stage = key;
      this.#since = performance.now();
      this.#filesBefore = progress.stage === "walk" ? progress.files : 0;
    }
    return { elapsedMs: performance.now() - this.#since, filesBefore: this.#filesBefore };
  }
}
