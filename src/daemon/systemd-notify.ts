import { runExternal, type RunExternal } from "./service-files/run-external.ts";

/** What systemd is told, if it started us (`Type=notify`). Elsewhere nothing happens. */
export interface Notifier {
  ready(): void;
  stopping(): void;
  /** Ends the signs of life. */
  close(): void;
}

/** However long the unit's WatchdogSec is: a sign of life a minute costs nothing. */
const LONGEST_BEAT_MS = 60_000;

/** Node.js has no datagram sockets: `systemd-notify` speaks for us, which needs `NotifyAccess=all`. sd_notify(3), sd_watchdog_enabled(3). */
export function openNotifier(env: NodeJS.ProcessEnv, run: RunExternal = runExternal): Notifier {
  if (env["NOTIFY_SOCKET"] === undefined) {
    return { ready: () => undefined, stopping: () => undefined, close: () => undefined };
  }
  const say = (...words: string[]): void => void run(["systemd-notify", ...words]);
  const watchdogMs = Number(env["WATCHDOG_USEC"] ?? 0) / 1000;
  const isForUs = env["WATCHDOG_PID"] === undefined || Number(env["WATCHDOG_PID"]) === process.pid;
  // Half the time, as systemd advises: one sign may come late.
  const beatMs = Math.min(LONGEST_BEAT_MS, watchdogMs / 2);
  const beat = watchdogMs > 0 && isForUs ? setInterval(() => say("WATCHDOG=1"), beatMs) : undefined;
  return {
    ready: () => say("--ready", `--pid=${process.pid}`),
    stopping: () => say("STOPPING=1"),
    close: () => clearInterval(beat),
  };
}
