import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../../src/package-file.ts";
import { plainWav } from "./plain-wav.ts";

/** Larger ones would make the fuzzing a matter of writing files. */
const LARGEST_BYTES = 200_000;

/** Small files to be damaged, by name: of our own making, and real ones of all formats where they lie beside the project. */
export function validFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([
    ["made.wav", plainWav({ frames: 500 })],
    ["made.aiff", plainAiff()],
    ["made.mp3", taggedMp3()],
    ["made.flac", bareFlac()],
  ]);
  const folder = process.env["MUSAIC_SAMPLES"] ?? packageFile("../shared/samples");
  if (!existsSync(folder)) {
    console.warn(`only files made by code are damaged: there is no ${folder}`);
    return files;
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    const stats = statSync(path);
    const isAudio = !/\.(txt|md|tsv|gz)$/.test(name);
    if (stats.isFile() && isAudio && stats.size > 8 && stats.size <= LARGEST_BYTES) {
      files.set(name, readFileSync(path));
    }
  }
  return files;
}

function plainAiff(): Buffer {
  const frames = 500;
  const common = Buffer.alloc(26);
  common.write("COMM", 0);
  common.writeUInt32BE(18, 4);
  common.writeUInt16BE(1, 8);
  common.writeUInt32BE(frames, 10);
  common.writeUInt16BE(16, 14);
  // 44,100 as a float of 80 bits.
  Buffer.from("400eac44000000000000", "hex").copy(common, 16);
  const sound = Buffer.alloc(16 + frames * 2, 3);
  sound.write("SSND", 0);
  sound.writeUInt32BE(8 + frames * 2, 4);
  const head = Buffer.from("FORM\0\0\0\0AIFF");
  head.writeUInt32BE(4 + common.length + sound.length, 4);
  return Buffer.concat([head, common, sound]);
}

function taggedMp3(): Buffer {
  const text = Buffer.from("\x03a title");
  const frameHead = Buffer.from("TIT2\0\0\0\0\0\0");
  frameHead.writeUInt32BE(text.length, 4);
  const tagHead = Buffer.from("ID3\x04\0\0\0\0\0\0");
  tagHead.writeUInt8(frameHead.length + text.length, 9);
  // MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xff_fb_90_00);
  return Buffer.concat([tagHead, frameHead, text, ...Array.from({ length: 12 }, () => frame)]);
}

function bareFlac(): Buffer {
  const streamInfo = Buffer.alloc(42);
  streamInfo.write("fLaC", 0);
  streamInfo.writeUInt32BE(0x80_00_00_22, 4);
  streamInfo.writeUInt16BE(4096, 8);
  streamInfo.writeUInt16BE(4096, 10);
  // 44,100 Hz, 2 channels, 16 bits, 44,100 frames.
  Buffer.from("0ac442f00000ac44", "hex").copy(streamInfo, 18);
  return Buffer.concat([streamInfo, Buffer.alloc(500, 0x55)]);
}
