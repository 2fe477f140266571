import { expect, test } from "vitest";
import { flac } from "../../world/audio/flac.ts";
import { lineOf } from "./facts-of.ts";

/** A frame of 4,096 samples of 16 bits in mono at 44,100 Hz: a head with its CRC, and some bytes for the rest. */
function frame(number: number): Buffer {
  const head = Buffer.from([0xff, 0xf8, 0xc9, 0x08, number]);
  let crc = 0;
  for (const byte of head) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc >= 0x80 ? 0x107 : 0)) & 0xff;
  }
  return Buffer.concat([head, Buffer.from([crc]), Buffer.alloc(40, 3)]);
}

function frames(from: number, to: number): Buffer {
  return Buffer.concat(Array.from({ length: to - from + 1 }, (_, each) => frame(from + each)));
}

function line(lastFrame: Buffer, total = 100 * 4_096): Promise<string> {
  return lineOf(flac({ frames: total, lastFrame }));
}

function lasting(count: number): string {
  return `${Number(((count * 4_096) / 44_100).toFixed(6))} s · 44100 · 1 · FLAC · FLAC`;
}

test("FLAC lasts as long as its frames, whatever the header remembers", async () => {
  // Honest: the header and the frames agree.
  expect(await line(frames(0, 99))).toBe(lasting(100));
  // A part copied out of the whole.
  expect(await line(frames(30, 49))).toBe(lasting(20));
  // Cut off.
  expect(await line(frames(0, 9))).toBe(lasting(10));
  // One frame of the whole.
  expect(await line(frames(7, 7))).toBe(lasting(1));
  // Written into a pipe, and a part of that.
  expect(await line(frames(0, 9), 0)).toBe(lasting(10));
  expect(await line(frames(5, 9), 0)).toBe(lasting(5));
  // What only looks like a last frame is vouched for by no other one.
  expect(await line(Buffer.concat([frames(0, 0), Buffer.alloc(50, 1), frame(90)]))).toBe(lasting(1));
});
