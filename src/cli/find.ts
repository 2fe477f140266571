import { Command, Option } from "commander";
import type { FindFlags } from "./run-find.ts";
import {
  FOUND_ON_A_SCREEN,
  parseBits,
  parseLoudness,
  parseRange,
  parseRate,
  parseSince,
  parseTempo,
} from "./find-flags.ts";
import { FORMATS, limitOption, parseCount, reportOptions } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function findCommand(): Command {
  const [format, json, output] = reportOptions([...FORMATS, "paths", "m3u8"]);
  return new Command("find")
    .description("Samples by words, tempo, key, length, kind and use.")
    .argument("[words...]", "all of them in folder, name or tags; the last one may be half typed")
    .option("--tempo <bpm>", "118..124, 120 or 120~2", parseTempo)
    .option("--fold", "half and double of that tempo too")
    .option("--key <key>", 'Am, "A minor", Bb, 8A or 1m')
    .option("--compatible", "also the keys that mix with it")
    .option("--duration <seconds>", "..2, 4..8 or 10..", parseRange)
    .option("--loud <LUFS>", "-20..-8, of what is analysed", parseLoudness)
    .option("--rate <Hz>", "48000 or 48k", parseRate)
    .option("--channels <count>", "1 is mono, 2 is stereo", parseCount)
    .option("--bits <count>", "bits a sample", parseBits)
    .addOption(new Option("--loop", "only loops").conflicts("oneShot"))
    .addOption(new Option("--one-shot", "only one-shots").conflicts("loop"))
    .option("--unused", "only what no song and no file of another program uses")
    .option("--under <folder...>", "only below these folders")
    .option("--library <folder>", "only what belongs to this library")
    .option("--added <when>", "only what came since: 7d, 12h, 2w, 3mo, 1y or 2026-11-01", parseSince)
    .option("--same <file>", "only what has the content of this file")
    .addOption(
      new Option("--sort <order>", "what comes first")
        .choices(["path", "tempo", "duration", "added"])
        .default("path"),
    )
    .addOption(limitOption("files", FOUND_ON_A_SCREEN))
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .option("-0", "paths, each ended by a NUL, for xargs -0")
    .addHelpText("after", EXAMPLES)
    .action(async (words: string[], flags: FindFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runFind } = await import("./run-find.ts");
        return runFind(words, flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog find 808 kic
  musaic-catalog find --tempo 118..124 --key Am --compatible --duration ..8 --loop --unused
  musaic-catalog find --added 7d --output new.m3u8`;
