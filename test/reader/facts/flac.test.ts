import { expect, test } from "vitest";
import { flac } from "../../world/audio/flac.ts";
import { flacFrame, flacFrames } from "../../world/audio/flac-frames.ts";
import { id3v1 } from "../../world/audio/id3.ts";
import { lineOf } from "./facts-of.ts";

function line(lastFrame: Buffer, total = 100 * 4_096): Promise<string> {
  return lineOf(flac({ frames: total, lastFrame }));
}

function lasting(count: number): string {
  return `${Number(((count * 4_096) / 44_100).toFixed(6))} s · 44100 · 1 · FLAC · FLAC`;
}

test("FLAC lasts as long as its frames, whatever the header remembers", async () => {
  // Honest: the header and the frames agree.
  expect(await line(flacFrames(0, 99))).toBe(lasting(100));
  // A part copied out of the whole.
  expect(await line(flacFrames(30, 49))).toBe(lasting(20));
  // Cut off.
  expect(await line(flacFrames(0, 9))).toBe(lasting(10));
  // One frame of the whole.
  expect(await line(flacFrames(7, 7))).toBe(lasting(1));
  // Written into a pipe, and a part of that.
  expect(await line(flacFrames(0, 9), 0)).toBe(lasting(10));
  expect(await line(flacFrames(5, 9), 0)).toBe(lasting(5));
  // Cut off within a frame, which no decoder plays, and the same with a tag behind it.
  expect(await line(flacFrames(0, 9).subarray(0, -5))).toBe(lasting(9));
  expect(await line(Buffer.concat([flacFrames(0, 9), id3v1("Tick")]))).toBe(lasting(10));
  // Another file behind it: decoders play the first.
  const other = flac({ frames: 5 * 4_096, lastFrame: flacFrames(0, 4) });
  expect(await line(Buffer.concat([flacFrames(0, 99), other]))).toBe(lasting(100));
  // What only looks like a last frame is vouched for by no other one.
  expect(await line(Buffer.concat([flacFrames(0, 0), Buffer.alloc(50, 1), flacFrame(90)]))).toBe(lasting(1));
});
