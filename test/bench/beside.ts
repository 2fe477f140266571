import { spawn } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { MAIN } from "../world/run-cli.ts";
import { withBenchServer } from "./bench-catalog.ts";
import { benchFolder } from "./bench-folder.ts";
import { told, type BenchRow } from "./measure.ts";
import { FIRST_SCAN, makeWavLibrary } from "./wav-library.ts";

const SECONDS = 15;
/** The streamer asks every 100 ms; a block that comes later than that is heard. */
const PERIOD_MS = 100;

/** What a first scan does to a program that plays eight tracks from the same disk meanwhile. */
export async function beside(): Promise<BenchRow[]> {
  const library = benchFolder("wav-20000");
  makeWavLibrary(library, FIRST_SCAN);
  // Its files must not be those that the scan reads.
  const song = benchFolder("song");
  if (!existsSync(join(song, "Pack 3")))
    cpSync(join(library, "Pack 3"), join(song, "Pack 3"), { recursive: true });
  return withBenchServer(async ({ newCatalog }) => {
    const scanning = async (readers: string | null): Promise<number[]> => {
      const url = await newCatalog();
      const scan = startScanning(library, {
        MUSAIC_DB_CONNECTION_STRING: url,
        ...(readers === null ? {} : { MUSAIC_CATALOG_READERS: readers }),
      });
      try {
        return await stream(song);
      } finally {
        scan.kill("SIGTERM");
        await new Promise((resolve) => scan.once("close", resolve));
      }
    };
    return [
      told("eight tracks streamed, nothing else", figures(await stream(song))),
      told("… beside a scan with readers: 1", figures(await scanning("1"))),
      told("… beside a scan with the default readers", figures(await scanning(null))),
    ];
  });
}

/** Scans again and again, so that it never ends before the streamer; the second time as a verification, which reads all. */
function startScanning(library: string, env: Readonly<Record<string, string>>): ReturnType<typeof spawn> {
  const script = `trap 'kill $child; exit' TERM; while :; do "$0" "$1" scan "$2" --quiet --verify & child=$!; wait $child; done`;
  return spawn("sh", ["-c", script, process.execPath, MAIN, library], {
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
}

async function stream(folder: string): Promise<number[]> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "streamer.mjs"), folder, String(SECONDS)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
  await new Promise((resolve) => child.once("close", resolve));
  return (JSON.parse(printed) as number[]).toSorted((one, other) => one - other);
}

function figures(sorted: readonly number[]): string {
  const quantile = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  const late = sorted.filter((ms) => ms > PERIOD_MS).length;
  return `median ${quantile(0.5)} ms, 99 % ${quantile(0.99)} ms, most ${quantile(1)} ms; ${late} of ${sorted.length} too late`;
}
