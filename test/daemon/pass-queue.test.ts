import { expect, test } from "vitest";
import type { DirtyFolder } from "../../src/daemon/dirty-folders.ts";
import { PassQueue, type WholeJob } from "../../src/daemon/pass-queue.ts";

const at = (folder: string, dueAt: number): DirtyFolder => ({ folder, deep: false, dueAt });

function queueOf(...roots: string[]): PassQueue {
  const queue = new PassQueue();
  for (const root of roots) queue.add(root);
  return queue;
}

test("one job at a time, folders before everything", () => {
  const queue = queueOf("/a", "/b");
  queue.wantWhole("/a", "start", 0);
  queue.markDirty("/b", at("/b/x", 5));
  expect(queue.take(5)).toEqual({
    kind: "folders",
    root: "/b",
    folders: [at("/b/x", 5)],
    isTogether: false,
  });
  expect([queue.state, queue.take(5)]).toEqual(["folders", null]);
  queue.ended();
  expect(queue.take(5)).toEqual({ kind: "whole", root: "/a", reason: "start" });
});

test("folders that are due go first between two steps of a whole pass, and no other whole pass begins before it has ended", () => {
  const queue = queueOf("/a", "/b");
  queue.wantWhole("/a", "timer", 0);
  queue.wantWhole("/b", "timer", 1);
  const job = queue.take(5);
  expect(job).toEqual({ kind: "whole", root: "/a", reason: "timer" });
  queue.markDirty("/b", at("/b/x", 10));
  queue.goOn(job as WholeJob, 5);
  queue.ended();
  expect([queue.state, queue.nextDueAt()]).toEqual(["whole", 5]);
  expect(queue.take(10)).toMatchObject({ kind: "folders", root: "/b" });
  expect([queue.state, queue.take(10)]).toEqual(["folders", null]);
  queue.ended();
  expect(queue.take(10)).toEqual(job);
  queue.ended();
  expect(queue.take(10)).toEqual({ kind: "whole", root: "/b", reason: "timer" });
  queue.ended();
  expect(queue.state).toBe("waiting");
});

test("folders that are never quiet do not keep a pass over everything from its turn", () => {
  const queue = queueOf("/a");
  queue.wantWhole("/a", "start", 0);
  const kinds: unknown[] = [];
  for (let turn = 1; turn <= 12; turn += 1) {
    queue.markDirty("/a", at("/a/pg_wal", turn));
    const job = queue.take(turn);
    kinds.push(job?.kind);
    if (job?.kind === "whole") queue.goOn(job, turn);
    queue.ended();
  }
  expect(kinds.filter((kind) => kind === "whole")).toHaveLength(2);
  expect(kinds.lastIndexOf("whole")).toBe(9);
});

test("an event during a pass makes the folder dirty again: a run-again flag that returns", () => {
  const queue = queueOf("/a");
  queue.markDirty("/a", at("/a/x", 1));
  queue.take(1);
  queue.markDirty("/a", at("/a/x", 2));
  queue.ended();
  expect(queue.take(2)).toEqual({
    kind: "folders",
    root: "/a",
    folders: [at("/a/x", 2)],
    isTogether: false,
  });
});

test("wanted twice, a whole pass is made once, at the earlier time and for its reason", () => {
  const queue = queueOf("/a");
  queue.wantWhole("/a", "timer", 100);
  queue.wantWhole("/a", "overflow", 10);
  queue.wantWhole("/a", "root-changed", 50);
  expect(queue.take(10)).toEqual({ kind: "whole", root: "/a", reason: "overflow" });
  queue.ended();
  expect([queue.take(1_000), queue.nextDueAt()]).toEqual([null, Infinity]);
});

test("what could not be done is wanted again", () => {
  const queue = queueOf("/a");
  queue.markDirty("/a", at("/a/x", 1));
  queue.wantWhole("/a", "start", 0);
  for (let turn = 0; turn < 2; turn += 1) {
    const job = queue.take(10);
    if (job !== null) queue.giveBack(job, 20);
    queue.ended();
  }
  expect(queue.dirtyOf("/a")).toEqual([at("/a/x", 20)]);
  expect(queue.wholeOf("/a")).toEqual({ dueAt: 20, reason: "start" });
});

test("what is paused keeps what waits, and the others go on", () => {
  const queue = queueOf("/a", "/b");
  queue.markDirty("/a", at("/a/x", 1));
  queue.markDirty("/b", at("/b/x", 2));
  queue.pause("/a", 100);
  expect(queue.take(2)).toMatchObject({ root: "/b" });
  queue.ended();
  expect([queue.take(50), queue.nextDueAt()]).toEqual([null, 100]);
  queue.pause("/a", -Infinity);
  expect(queue.take(50)).toMatchObject({ root: "/a" });
});

test("it tells when something may be due earlier than was known, and only then", () => {
  const queue = queueOf("/a");
  let told = 0;
  queue.onChange = () => {
    told += 1;
  };
  queue.markDirty("/a", at("/a/x", 10));
  queue.markDirty("/a", at("/a/y", 20));
  queue.markDirty("/a", at("/a/z", 5));
  expect([told, queue.nextDueAt()]).toEqual([2, 5]);
});

test("a folder that is no longer followed wants nothing", () => {
  const queue = queueOf("/a");
  queue.markDirty("/a", at("/a/x", 1));
  queue.remove("/a");
  queue.markDirty("/a", at("/a/x", 1));
  queue.wantWhole("/a", "timer", 1);
  expect([queue.take(10), queue.nextDueAt()]).toEqual([null, Infinity]);
});

test("closed, it hands out nothing, also when the last pass ends after that", () => {
  const queue = queueOf("/a");
  queue.markDirty("/a", at("/a/x", 1));
  queue.take(1);
  queue.close();
  queue.ended();
  queue.markDirty("/a", at("/a/x", 1));
  expect([queue.state, queue.take(10)]).toEqual(["closed", null]);
});

test("what may have moved is passed over after all folders of others that wait, and with those of its own", () => {
  const queue = queueOf("/a", "/b");
  queue.markDirty("/a", at("/a/from", 10));
  queue.take(10);
  queue.markDirty("/a", at("/a/soon", 15));
  queue.markDirty("/a", at("/a/in an hour", 3_600_000));
  queue.markDirty("/b", at("/b/to", 18));
  expect([queue.hasFoldersUntil(14), queue.hasFoldersUntil(20)]).toEqual([false, true]);
  queue.wantTogether("/a", ["/a/from"], { now: 11, horizon: 20 });
  queue.ended();
  expect(queue.take(11)).toEqual({
    kind: "folders",
    root: "/b",
    folders: [at("/b/to", 11)],
    isTogether: false,
  });
  queue.ended();
  expect(queue.take(11)).toEqual({
    kind: "folders",
    root: "/a",
    folders: [at("/a/soon", 11), at("/a/from", 11)],
    isTogether: true,
  });
});
