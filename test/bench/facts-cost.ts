import { readAudioFacts } from "../../src/reader/facts/read-audio-facts.ts";
import { MemorySource } from "../../src/reader/memory-source.ts";
import { plainWav } from "../reader/plain-wav.ts";
import { median, type BenchRow } from "./measure.ts";

/** Of half a second each, as drum samples are. */
const FILES = 4_000;
const FRAMES = 22_050;
/** The first rounds compile; of the others the median counts. */
const [WARM_UP, ROUNDS] = [3, 9];
const MOST_US = 30;

/** What the facts of a plain WAV cost beyond reading and hashing it: a reader hands the hashed bytes to the parser as they are. */
export async function factsCost(): Promise<BenchRow[]> {
  const bytes = plainWav({ frames: FRAMES });
  const rounds: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) rounds.push(await parseAll(bytes));
  const counted = rounds.slice(WARM_UP);
  const us = median(counted);
  return [
    {
      what: "facts of a plain WAV beyond hashing it, µs of CPU a file",
      figure: `${us.toFixed(1)} (${Math.min(...counted).toFixed(1)} to ${Math.max(...counted).toFixed(1)})`,
      target: `≤ ${MOST_US}`,
      met: us <= MOST_US,
    },
  ];
}

/** Microseconds of CPU a file. */
async function parseAll(bytes: Uint8Array): Promise<number> {
  const began = process.cpuUsage();
  for (let file = 0; file < FILES; file += 1)
    await readAudioFacts(new MemorySource(bytes), `Kick ${file}.wav`);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / FILES;
}
