import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface LibraryShape {
  readonly files: number;
  readonly averageBytes: number;
  readonly filesPerFolder: number;
  /** Contents differ from those of a library that was made from other numbers. Default 0. */
  readonly firstNumber?: number;
}

/** 20,000 WAV files, 5.8 GB: what DESIGN's first-scan figures are about. */
export const FIRST_SCAN: LibraryShape = { files: 20_000, averageBytes: 290_000, filesPerFolder: 50 };

/**
 * Makes a library of 16-bit stereo WAV files below `folder`, unless it is there already. Sizes spread from a tenth of the
 * average to about six times it, as in drum and loop packs (many one-shots, some loops); every file's content is its own.
 */
export function makeWavLibrary(folder: string, shape: LibraryShape): void {
  const done = join(folder, ".made");
  const plan = JSON.stringify(shape);
  if (existsSync(done) && readFileSync(done, "utf8") === plan) return;
  const noise = noiseBytes(8 << 20);
  for (let n = 0; n < shape.files; n++) {
    const sub = join(
      folder,
      `Pack ${Math.floor(n / shape.filesPerFolder / 20)}`,
      `Kit ${Math.floor(n / shape.filesPerFolder)}`,
    );
    if (n % shape.filesPerFolder === 0) mkdirSync(sub, { recursive: true });
    // Squares of an even spread: mean of (0.1 + 2.7 u²) over u in 0…1 is 1.
    const spread = 0.1 + 2.7 * ((n * 0.618_034) % 1) ** 2;
    const dataBytes = Math.round((shape.averageBytes * spread) / 4) * 4;
    const start = (n * 4_096) % (noise.length - dataBytes - 4);
    writeFileSync(
      join(sub, `Sample ${String(n).padStart(5, "0")}.wav`),
      wavFile(noise.subarray(start, start + dataBytes), n + (shape.firstNumber ?? 0)),
    );
  }
  writeFileSync(done, plan);
}

function wavFile(data: Buffer, seed: number): Buffer {
  const file = Buffer.alloc(44 + data.length);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + data.length, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(44_100, 24);
  file.writeUInt32LE(176_400, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(data.length, 40);
  data.copy(file, 44);
  file.writeUInt32LE(seed, 44);
  return file;
}

/** Bytes that don't compress and are the same on every machine. */
function noiseBytes(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let n = 0; n * 64 < length; n++) blocks.push(createHash("sha512").update(String(n)).digest());
  return Buffer.concat(blocks);
}
