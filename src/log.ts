import { renameSync, statSync } from "node:fs";
import { destination, pino, stdSerializers, type Logger } from "pino";

export type Log = Logger;

export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** json: one object a line. text: one sentence a line. */
  readonly format?: "json" | "text";
  /** Lines are appended to this file, which is turned over by size; default: stderr. */
  readonly file?: string;
}

/** A service writes some 50 lines on a usual day: this is years, and two of them are small beside one sample pack. */
const MAX_FILE_BYTES = 5 * 2 ** 20;

/** What waits for a full disk or a terminal that has gone; the rest is dropped. */
const MAX_WAITING_BYTES = 2 ** 20;

type Lines = ReturnType<typeof destination>;

/**
 * Logs are lines on stderr or in a file: stdout belongs to results. Written before the call returns, so that the last
 * words of a dying process are not lost. A password inside a URL is never written.
 */
export function openLog(options: LogOptions): Log {
  const lines = destination({
    ...(options.file === undefined ? { dest: 2 } : { dest: options.file, append: true, mkdir: true }),
    sync: true,
    maxLength: MAX_WAITING_BYTES,
  });
  // A line that can't be written (the terminal was closed, the disk is full) must not end who writes it.
  lines.on("error", () => undefined);
  const write =
    options.file === undefined ? (line: string) => lines.write(line) : turnedOver(lines, options.file);
  const stream = { write: options.format === "text" ? (line: string) => write(sentenceOf(line)) : write };
  return pino(
    {
      level: options.level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: stdSerializers.err },
    },
    stream,
  );
}

/** Begins the file anew before it grows too large; the lines before are in `<file>.1`. */
function turnedOver(lines: Lines, file: string): (line: string) => void {
  const before = statSync(file, { throwIfNoEntry: false });
  // A device or a pipe has no size, and is not ours to rename.
  if (before !== undefined && !before.isFile()) return (line) => lines.write(line);
  let size = before?.size ?? 0;
  return (line) => {
    if (size > MAX_FILE_BYTES) {
      size = 0;
      try {
        renameSync(file, `${file}.1`);
        lines.reopen();
      } catch {
        // Nobody may rename it, or another process did: it grows on.
      }
    }
    size += Buffer.byteLength(line);
    lines.write(line);
  };
}

/** `2026-01-31 12:00:00 warn  the message (key: value)` */
function sentenceOf(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const facts = Object.entries(rest).map(([key, value]) => `${key}: ${plain(value)}`);
  const cause = typeof err === "object" && err !== null && "message" in err ? [plain(err.message)] : [];
  const more = [...cause, ...facts].join(", ");
  const when = String(time).slice(0, 19).replace("T", " ");
  return `${when} ${String(level).padEnd(5)} ${plain(msg ?? "")}${more === "" ? "" : ` (${more})`}\n`;
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
