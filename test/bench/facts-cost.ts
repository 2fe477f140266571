import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readAudioFacts } from "../../src/reader/facts/read-audio-facts.ts";
import { readBuffer } from "../../src/reader/hash-descriptor.ts";
import { openNow } from "../../src/reader/open-ahead.ts";
import { readFile } from "../../src/reader/read-file.ts";
import { ReaderProgress } from "../../src/reader/reader-progress.ts";
import { plainWav } from "../reader/plain-wav.ts";
import { benchFolder } from "./bench-folder.ts";
import { median, type BenchRow } from "./measure.ts";

/** Of half a second each, as drum samples are. */
const FILES = 2_000;
const FRAMES = 22_050;
/** The first compiles; of the others the median counts. */
const ROUNDS = 8;
const MOST_US = 30;

/** What the facts of a plain WAV cost beyond reading and hashing it: the same files read with and without, in turn, in this process. */
export async function factsCost(): Promise<BenchRow[]> {
  const folder = benchFolder("plain-wav");
  mkdirSync(folder, { recursive: true });
  const paths = Array.from({ length: FILES }, (_, n) => join(folder, `${n}.wav`));
  for (const [n, path] of paths.entries()) writeFileSync(path, plainWav({ frames: FRAMES + n }));
  const [hashed, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    hashed.push(await readAll(paths, true));
    whole.push(await readAll(paths, false));
  }
  const beyond = whole.slice(1).map((us, at) => us - (hashed[at + 1] ?? 0));
  const us = median(beyond);
  return [
    {
      what: `facts of a plain WAV beyond hashing it (µs of CPU a file, ${FILES} files)`,
      figure: `${us.toFixed(1)} (${Math.min(...beyond).toFixed(1)} to ${Math.max(...beyond).toFixed(1)}; hashing ${median(hashed).toFixed(0)})`,
      target: `≤ ${MOST_US}`,
      met: us <= MOST_US,
    },
  ];
}

/** Microseconds of CPU a file. */
async function readAll(paths: readonly string[], hashOnly: boolean): Promise<number> {
  const progress = new ReaderProgress();
  const settings = {
    hashOnly,
    progress,
    followSymlinks: false,
    readFacts: readAudioFacts,
    buffer: readBuffer(),
  };
  const began = process.cpuUsage();
  for (const path of paths) await readFile(path, openNow(path, false), settings);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / paths.length;
}
