// Makes some hundred small audio files of every format that ffmpeg, sox, lame and twolame can write, of every rate, channel
// count and length that matters, for real-facts.ts to compare:
//   npx tsx test/bench/made-audio.ts FOLDER
// A program that refuses a combination (MP3 at 192 kHz) leaves it out; what could not be made is counted, not an error.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("say the folder to make the files in");
mkdirSync(folder, { recursive: true });

interface Kind {
  readonly name: string;
  readonly extension: string;
  readonly program?: "ffmpeg" | "sox" | "lame" | "twolame";
  readonly options: readonly string[];
}

const PCM: readonly Kind[] = [
  ...[
    "pcm_u8",
    "pcm_s16le",
    "pcm_s24le",
    "pcm_s32le",
    "pcm_f32le",
    "pcm_f64le",
    "pcm_alaw",
    "pcm_mulaw",
  ].flatMap((codec) => [ffmpeg(codec, "wav", "-c:a", codec), ffmpeg(codec, "w64", "-c:a", codec)]),
  ffmpeg("rf64", "wav", "-rf64", "always"),
  ...["pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be"].map((codec) => ffmpeg(codec, "aiff", "-c:a", codec)),
  ...["pcm_s16le", "pcm_f32be", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "adpcm_ima_qt"].map((codec) =>
    ffmpeg(codec, "aifc", "-c:a", codec, "-f", "aiff"),
  ),
  ...[
    "pcm_s16be",
    "pcm_s16le",
    "pcm_s24le",
    "pcm_f32be",
    "pcm_alaw",
    "adpcm_ima_qt",
    "alac",
    "flac",
    "opus",
  ].map((codec) => ffmpeg(codec, "caf", "-c:a", codec === "opus" ? "libopus" : codec)),
  ...["pcm_s16be", "pcm_s24be", "pcm_f32be", "pcm_mulaw"].map((codec) => ffmpeg(codec, "au", "-c:a", codec)),
  ...["pcm_s8", "pcm_alaw"].map((codec) => ffmpeg(codec, "snd", "-c:a", codec, "-f", "au")),
];
const ADPCM: readonly Kind[] = [
  ...["adpcm_ima_wav", "adpcm_ms", "libgsm_ms", "g726", "mp2", "libmp3lame", "wmav2"].map((codec) =>
    ffmpeg(codec, "wav", "-c:a", codec),
  ),
  ...["ima-adpcm", "ms-adpcm", "gsm-full-rate", "floating-point", "a-law"].map((encoding): Kind => ({
    name: `sox-${encoding}`,
    extension: "wav",
    program: "sox",
    options: ["-e", encoding],
  })),
  ...["aiff", "aifc", "au", "w64", "caf", "flac", "ogg", "mp3", "amr-nb", "gsm", "wv", "voc"].map(
    (type): Kind => ({
      name: "sox",
      extension: type === "amr-nb" ? "amr" : type,
      program: "sox",
      options: ["-t", type],
    }),
  ),
];
const LOSSY: readonly Kind[] = [
  ...["flac", "wavpack", "tta", "alac"].map((codec) =>
    ffmpeg(codec, { flac: "flac", wavpack: "wv", tta: "tta", alac: "m4a" }[codec] ?? codec, "-c:a", codec),
  ),
  ffmpeg("flac", "oga", "-c:a", "flac"),
  ffmpeg("vorbis", "ogg", "-c:a", "libvorbis"),
  ffmpeg("opus", "opus", "-c:a", "libopus"),
  ffmpeg("opus", "ogg", "-c:a", "libopus"),
  ffmpeg("speex-like", "spx", "-c:a", "libvorbis", "-f", "ogg"),
  ffmpeg("aac", "m4a", "-c:a", "aac"),
  ffmpeg("aac-low", "m4a", "-c:a", "aac", "-b:a", "24k"),
  ffmpeg("aac-fragments", "m4a", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"),
  ffmpeg("aac", "aac", "-c:a", "aac"),
  ffmpeg("mp3-in-mp4", "m4a", "-c:a", "libmp3lame", "-f", "mp4"),
  ffmpeg("opus-in-mp4", "m4a", "-c:a", "libopus", "-f", "mp4"),
  ffmpeg("flac-in-mp4", "m4a", "-c:a", "flac", "-f", "mp4", "-strict", "-2"),
  ffmpeg("wma1", "wma", "-c:a", "wmav1"),
  ffmpeg("wma2", "wma", "-c:a", "wmav2"),
  ffmpeg("mp2", "mp2", "-c:a", "mp2"),
  ffmpeg("mp3-plain", "mp3", "-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"),
  ffmpeg("mp3-id3v1", "mp3", "-c:a", "libmp3lame", "-write_id3v1", "1", "-metadata", "title=x"),
  ...[
    ["-b", "128"],
    ["-V", "2"],
    ["--abr", "160"],
    ["-V", "9"],
    ["-b", "320"],
    ["-t", "-V", "4"],
    ["--freeformat", "-b", "400"],
  ].map((options): Kind => ({ name: `lame${options.join("")}`, extension: "mp3", program: "lame", options })),
  { name: "twolame", extension: "mp2", program: "twolame", options: [] },
];
const RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000];
const SECONDS = [0.003, 0.05, 0.4, 10];

function ffmpeg(name: string, extension: string, ...options: string[]): Kind {
  return { name, extension, options };
}

/** Each rate once, each length once, each channel count once: not their product. */
const shapes = [
  ...RATES.map((rate) => ({ rate, channels: 2, seconds: 1.37 })),
  ...SECONDS.map((seconds) => ({ rate: 44_100, channels: 2, seconds })),
  ...SECONDS.map((seconds) => ({ rate: 22_050, channels: 1, seconds })),
  { rate: 8_000, channels: 1, seconds: 2.5 },
  { rate: 48_000, channels: 6, seconds: 0.8 },
];
let [made, refused] = [0, 0];
for (const shape of shapes) {
  const source = join(folder, `${shape.seconds}s-${shape.rate}-${shape.channels}-source.wav`);
  const noise = `anoisesrc=r=${shape.rate}:d=${shape.seconds}:a=0.1:seed=7`;
  start("ffmpeg", ["-f", "lavfi", "-i", noise, "-ac", `${shape.channels}`, "-y", source]);
  for (const kind of [...PCM, ...ADPCM, ...LOSSY]) make(kind, source);
}
console.log(`${made} files made, ${refused} combinations refused`);

function make({ name, extension, program = "ffmpeg", options }: Kind, source: string): void {
  const target = source.replace("source.wav", `${name}.${extension}`);
  const done = start(
    program,
    program === "ffmpeg"
      ? ["-i", source, ...options, "-y", target]
      : program === "sox"
        ? [source, ...options, target]
        : [...options, "--quiet", source, target],
  );
  made += done ? 1 : 0;
  refused += done ? 0 : 1;
  if (!done) rmSync(target, { force: true });
}

function start(program: string, options: readonly string[]): boolean {
  try {
    execFileSync(program, options, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
