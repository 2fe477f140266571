import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

/** What a judge says about one file; what it can't say is left out. */
export interface Verdict {
  readonly seconds?: number;
  readonly rate?: number;
  readonly channels?: number;
}

const run = promisify(execFile);
/** The longest answer: a hundred files with many tags each. */
const MAX_BYTES = 1 << 27;

/** ffprobe's word, a process a file. */
export async function askFfprobe(path: string): Promise<Verdict> {
  const entries = "format=duration:stream=codec_type,duration,sample_rate,channels";
  const asked = ["-v", "quiet", "-of", "json", "-show_entries", entries, path];
  try {
    const { stdout } = await run("ffprobe", asked, { maxBuffer: MAX_BYTES });
    const said = JSON.parse(stdout) as {
      format?: Record<string, string>;
      streams?: Record<string, string | number>[];
    };
    const audio = said.streams?.find(({ codec_type }) => codec_type === "audio");
    return verdict(
      audio?.["duration"] ?? said.format?.["duration"],
      audio?.["sample_rate"],
      audio?.["channels"],
    );
  } catch {
    return {};
  }
}

/** mediainfo's word about many files at once. */
export async function askMediainfo(paths: readonly string[]): Promise<Verdict[]> {
  const { stdout } = await run("mediainfo", ["--Output=JSON", ...paths], { maxBuffer: MAX_BYTES });
  const said = JSON.parse(stdout) as unknown;
  const each = (Array.isArray(said) ? said : [said]) as {
    media: { track: Record<string, string>[] } | null;
  }[];
  return each.map(({ media }) => {
    const audio = media?.track.find((track) => track["@type"] === "Audio");
    const general = media?.track.find((track) => track["@type"] === "General");
    if (audio === undefined) return {};
    return verdict(audio["Duration"] ?? general?.["Duration"], audio["SamplingRate"], audio["Channels"]);
  });
}

/** What ffmpeg plays: the samples that come out of its decoder, counted. The judge of judges, and the slowest. */
export async function decode(path: string): Promise<Verdict> {
  const asked = [
    "-v",
    "quiet",
    "-nostdin",
    "-i",
    path,
    "-map",
    "0:a:0",
    "-ac",
    "1",
    "-ar",
    "48000",
    "-f",
    "s16le",
    "-",
  ];
  const child = spawn("ffmpeg", asked, { stdio: ["ignore", "pipe", "ignore"] });
  let bytes = 0;
  for await (const piece of child.stdout) bytes += (piece as Buffer).length;
  return verdict(bytes / 2 / 48_000, undefined, undefined);
}

function verdict(seconds: unknown, rate: unknown, channels: unknown): Verdict {
  const known = { seconds: Number(seconds), rate: Number(rate), channels: Number(channels) };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value > 0));
}
