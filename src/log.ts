import { destination, pino, stdSerializers, type Logger } from "pino";

export type Log = Logger;

export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** json: one object a line. text: one sentence a line. */
  readonly format?: "json" | "text";
  /** Lines are appended to this file; default: stderr. */
  readonly file?: string;
}

/**
 * Logs are lines on stderr or in a file: stdout belongs to results. Written before the call returns, so that the last
 * words of a dying process are not lost. A password inside a URL is never written.
 */
export function openLog(options: LogOptions): Log {
  const lines =
    options.file === undefined
      ? destination({ dest: 2, sync: true })
      : destination({ dest: options.file, append: true, mkdir: true, sync: true });
  const stream =
    options.format === "text" ? { write: (line: string) => lines.write(sentenceOf(line)) } : lines;
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
