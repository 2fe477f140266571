// A musician's program: eight stereo tracks of 16-bit audio at 44.1 kHz, each asked for its next 100 ms ten times a second.
// node streamer.mjs <folder> <seconds>   prints how long each block took, in milliseconds, as one JSON array.
import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";

const TRACKS = 8;
const BLOCK_BYTES = 17_640;
const PERIOD_MS = 100;

const [folder = "", seconds = "10"] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".wav"))
  .map((entry) => join(entry.parentPath, entry.name));
const buffer = Buffer.alloc(BLOCK_BYTES);
const tracks = Array.from({ length: TRACKS }, (_, track) => ({ next: track, file: -1 }));
const took = [];

function readBlock(track) {
  if (track.file < 0) track.file = openSync(files[track.next % files.length], "r");
  if (readSync(track.file, buffer) === BLOCK_BYTES) return;
  closeSync(track.file);
  track.file = -1;
  track.next += TRACKS;
}

const periods = (Number(seconds) * 1_000) / PERIOD_MS;
const started = performance.now();
for (let period = 0; period < periods; period += 1) {
  const due = started + period * PERIOD_MS;
  while (performance.now() < due)
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
  for (const track of tracks) {
    readBlock(track);
  }
  // From when the blocks were due until the last was there: being late on the processor counts like a slow disk.
  took.push(performance.now() - due);
}
console.log(JSON.stringify(took));
