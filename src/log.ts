import { pino, stdSerializers, type Logger } from "pino";

export type Log = Logger;

export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
}

/** Logs are JSON lines on stderr: stdout belongs to results. A password inside a URL is never written. */
export function openLog(options: LogOptions): Log {
  return pino(
    {
      level: options.level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: stdSerializers.err },
    },
    process.stderr,
  );
}
