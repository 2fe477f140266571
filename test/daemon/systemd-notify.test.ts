import { expect, test, vi } from "vitest";
import { openNotifier } from "../../src/daemon/systemd-notify.ts";

function listen(env: NodeJS.ProcessEnv): { said: string[]; notifier: ReturnType<typeof openNotifier> } {
  const said: string[] = [];
  const notifier = openNotifier(env, async ([, ...words]) => {
    said.push(words.join(" "));
    return { exitCode: 0, output: "" };
  });
  return { said, notifier };
}

test("without systemd nothing is said", () => {
  const { said, notifier } = listen({ WATCHDOG_USEC: "120000000" });
  notifier.ready();
  notifier.stopping();
  notifier.close();
  expect(said).toEqual([]);
});

test("a sign of life comes once a minute, in half the time that systemd allows if that is less", () => {
  vi.useFakeTimers();
  try {
    for (const [watchdogUsec, times] of [
      ["240000000", 2],
      ["60000000", 4],
      ["0", 0],
    ] as const) {
      const { said, notifier } = listen({ NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: watchdogUsec });
      vi.advanceTimersByTime(120_000);
      notifier.close();
      vi.advanceTimersByTime(120_000);
      expect(said).toEqual(Array.from({ length: times }, () => "WATCHDOG=1"));
    }
  } finally {
    vi.useRealTimers();
  }
});

test("the watchdog of another process is not ours", () => {
  vi.useFakeTimers();
  try {
    const { said, notifier } = listen({
      NOTIFY_SOCKET: "/run/notify",
      WATCHDOG_USEC: "1000000",
      WATCHDOG_PID: "1",
    });
    vi.advanceTimersByTime(10_000);
    notifier.close();
    expect(said).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
