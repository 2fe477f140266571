import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInstalled, measure, type Run } from "./measure.ts";

/** What somebody would run instead: it takes a folder in, or hashes it. */
export interface Peer {
  readonly name: string;
  run(folder: string): Promise<Run>;
}

/** Those that only hash, or hash and remember. */
export function hashers(): Peer[] {
  const all: (Peer & { program: string })[] = [
    {
      program: "rhash",
      name: "rhash --sha256 -r",
      run: (folder) => measure(command("rhash", ["--sha256", "-r", folder])),
    },
    {
      program: "sha256sum",
      name: "sha256sum on two processes",
      run: (folder) =>
        measure(
          command("sh", ["-c", 'find "$1" -type f -print0 | xargs -0 -P2 -n 500 sha256sum', "sh", folder]),
        ),
    },
    {
      program: "hashdeep",
      name: "hashdeep -c sha256 -r",
      run: (folder) => measure(command("hashdeep", ["-c", "sha256", "-r", folder])),
    },
  ];
  return all.filter(({ program }) => isInstalled(program));
}

/** Those that read what the audio says into a catalog of their own, and hash nothing. */
export function taggers(): Peer[] {
  const all: (Peer & { program: string })[] = [
    { program: "mpd", name: "mpd's update", run: mpdUpdate },
    { program: "beet", name: "beet import -A", run: beetImport },
  ];
  return all.filter(({ program }) => isInstalled(program));
}

function command(program: string, args: readonly string[]): { program: string; args: readonly string[] } {
  return { program, args };
}

/** mpd on a socket of its own, an empty database, one update. */
async function mpdUpdate(folder: string): Promise<Run> {
  return inTemporaryFolder(async (home) => {
    const socket = join(home, "socket");
    const lines = [
      `music_directory "${folder}"`,
      `db_file "${join(home, "database")}"`,
      `bind_to_address "${socket}"`,
      'audio_output {\n type "null"\n name "none"\n}',
    ];
    writeFileSync(join(home, "mpd.conf"), lines.join("\n"));
    const daemon = spawn("mpd", ["--no-daemon", "--stderr", join(home, "mpd.conf")], { stdio: "ignore" });
    try {
      // Until it listens; it starts an update by itself when its database is empty, and --wait waits for that.
      await pause(500);
      return await measure(command("mpc", ["--host", socket, "update", "--wait"]));
    } finally {
      daemon.kill();
    }
  });
}

async function beetImport(folder: string): Promise<Run> {
  return inTemporaryFolder((home) => {
    writeFileSync(join(home, "config.yaml"), `directory: ${home}\nlibrary: ${join(home, "library.db")}\n`);
    const args = ["-c", join(home, "config.yaml"), "import", "-A", "-C", "-W", "-q", folder];
    return measure(command("beet", args));
  });
}

async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "musaic-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
