import { SingleBar } from "cli-progress";
import { counted, humanCount, humanDuration, humanSize } from "../report/human.ts";
import type { PassProgress } from "../scan/pass.ts";

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
  let next = performance.now() + LINE_MS;
  const since = performance.now();
  return {
    show: (progress) => {
      if (performance.now() < next) return;
      next = performance.now() + LINE_MS;
      say(describe(progress, performance.now() - since));
    },
    note: say,
    end: () => undefined,
  };
}

function showBar(say: (line: string) => void): ProgressDisplay {
  let bar: SingleBar | null = null;
  let since = performance.now();
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    show: (progress) => {
      if (progress.stage === "decide") return stop();
      const total = progress.stage === "read" ? Math.max(1, progress.totalBytes) : 0;
      const format = progress.stage === "read" ? "{bar} {percentage}%  {text}" : "{text}";
      if (bar === null || bar.getTotal() !== total) {
        stop();
        if (progress.stage === "read") since = performance.now();
        bar = new SingleBar({
          format,
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          barsize: 24,
          fps: 10,
        });
        bar.start(total, 0, { text: "" });
      }
      const done = progress.stage === "read" ? progress.bytes : 0;
      bar.update(done, { text: describe(progress, performance.now() - since) });
    },
    note: (line) => {
      stop();
      say(line);
    },
    end: stop,
  };
}

function describe(progress: PassProgress, elapsedMs: number): string {
  const seconds = Math.max(0.001, elapsedMs / 1000);
  switch (progress.stage) {
    case "walk":
      return `looking: ${counted(progress.files, "file")}, ${Math.round(progress.files / seconds)}/s`;
    case "decide":
      return "deciding what moved";
    case "read": {
      const rate = progress.bytes / seconds;
      const left = rate > 0 ? ((progress.totalBytes - progress.bytes) / rate) * 1000 : null;
      const eta = left === null ? "" : `, ${humanDuration(left)} left`;
      const done = `${humanCount(progress.files)} of ${counted(progress.totalFiles, "file")}, ${humanSize(progress.bytes)} of ${humanSize(progress.totalBytes)}`;
      return `${done}, ${humanSize(rate)}/s, ${Math.round(progress.files / seconds)} files/s${eta}`;
    }
    default:
      return progress satisfies never;
  }
}
