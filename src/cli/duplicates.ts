import type { DuplicatesFlags } from "./run-duplicates.ts";
import { Command, Option } from "commander";
import {
  ENTRIES_ON_A_SCREEN,
  FORMATS,
  limitOption,
  parseKeep,
  parseSize,
  reportOptions,
} from "./report-flags.ts";
import { runCommand } from "./run-command.ts";
import type { DuplicateSort } from "../catalog/duplicates.ts";

const SORTS = ["wasted", "size", "count", "path"] satisfies DuplicateSort[];

export function duplicatesCommand(): Command {
  const [format, json, output] = reportOptions([...FORMATS, "fdupes"]);
  return new Command("duplicates")
    .description(
      "Samples you have more than once, which copy to keep and why, and which songs, projects and kits use each copy.",
    )
    .argument("[folder...]", "only files below these folders, as with --under")
    .option("--keep <rules>", KEEP_HELP, parseKeep)
    .option("--under <folder...>", "only files below these folders")
    .option("--across <folder...>", "only groups with a copy below each of these folders")
    .option("--unused", "only copies that no song and no file of another program uses (and the one to keep)")
    .option("--min-size <size>", "only files of at least this size, such as 10k or 5MB", parseSize)
    .addOption(new Option("--sort <by>", "the order of groups").choices(SORTS).default("wasted"))
    .addOption(limitOption("groups", ENTRIES_ON_A_SCREEN))
    .option("--folders", "whole folders (packs) that lie in other folders")
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .option(
      "--script <file>",
      "write a script (.sh or .ps1) that moves what can go into trash folders, for you to read and run",
    )
    .option("--exit-code", "end with 5 if there are duplicates")
    .option("--no-check", "don't look whether the files that are shown are still there")
    .addHelpText("after", EXAMPLES)
    .action(async (folders: string[], flags: DuplicatesFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runDuplicates } = await import("./run-duplicates.ts");
        const under = [...folders, ...(flags.under ?? [])];
        return runDuplicates({ ...flags, ...(under.length === 0 ? {} : { under }) }, context);
      });
    });
}

const KEEP_HELP =
  "which copy to keep, rules in order: used, under:<folder>, oldest, newest, shortest-path, longest-path, name:<glob> (default: used,oldest,shortest-path)";

const EXAMPLES = `
Examples:
  musaic-catalog duplicates ~/Samples/Drums --limit 20
  musaic-catalog duplicates --unused --keep under:/music/Main,oldest --output duplicates.csv
  musaic-catalog duplicates ~/Samples --script tidy.sh
  musaic-catalog duplicates --across ~/Samples /mnt/backup --json
  musaic-catalog duplicates --folders`;
