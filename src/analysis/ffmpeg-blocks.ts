import { spawn } from "node:child_process";
import { once } from "node:events";
import type { SampleBlock, SoundShape } from "./sample-block.ts";
import { NeedsFfmpegError, UndecodableError } from "./undecodable-error.ts";

/** What ffmpeg says last is why. */
const KEPT_CHARS = 400;
/** One that gives nothing for so long hangs; our own thread is given up a little later. */
const SILENCE_MS = 20_000;

/**
 * What the `ffmpeg` on the PATH makes of an open file, which it gets as its standard input and can't write to.
 *
 * @throws NeedsFfmpegError where there is none, UndecodableError where it fails
 */
export async function* ffmpegBlocks(
  descriptor: number,
  {
    channels,
    sampleRateHz,
    isInteger,
    onProgress,
  }: SoundShape & {
    readonly isInteger: boolean;
    readonly onProgress: () => void;
  },
): AsyncGenerator<SampleBlock> {
  const format = isInteger ? "s32le" : "f32le";
  const shape = ["-ac", `${channels}`, "-ar", `${sampleRateHz}`];
  const child = spawn(
    "ffmpeg",
    ["-v", "error", "-nostdin", "-i", INPUT, "-vn", ...shape, "-f", format, "-"],
    {
      stdio: [descriptor, "pipe", "pipe"],
      windowsHide: true,
    },
  );
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("a pipe was not made");
  let complaint = "";
  stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-KEPT_CHARS)));
  const ended = once(child, "close").then(([code]) => Number(code));
  // Also when nobody waits for it any more.
  ended.catch(() => undefined);
  let silence = setTimeout(() => child.kill("SIGKILL"), SILENCE_MS);
  try {
    let samples = 0;
    for await (const bytes of wholeFrames(stdout, channels * SAMPLE_BYTES)) {
      clearTimeout(silence);
      silence = setTimeout(() => child.kill("SIGKILL"), SILENCE_MS);
      onProgress();
      samples += bytes.length;
      yield isInteger
        ? { kind: "integers", samples: new Int32Array(bytes.buffer) }
        : { kind: "floats", samples: Float64Array.from(new Float32Array(bytes.buffer)) };
    }
    const code = await ended.catch((error: unknown) => notStarted(error));
    if (code !== 0 || samples === 0)
      throw new UndecodableError(complaint.trim() || "ffmpeg found no sound in it");
  } finally {
    clearTimeout(silence);
    child.kill("SIGKILL");
  }
}

const SAMPLE_BYTES = 4;
/** The system's own name for an open file: other than a pipe it can be gone back in, as MP4 needs. */
const INPUT = process.platform === "win32" ? "pipe:0" : "file:/dev/stdin";

function notStarted(error: unknown): never {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  if (isMissing) throw new NeedsFfmpegError("needs ffmpeg, which is not on the PATH");
  throw error;
}

/** The bytes in pieces that hold whole frames, each with memory of its own. */
async function* wholeFrames(
  stream: AsyncIterable<Buffer>,
  frameBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of stream) {
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    const whole = joined.length - (joined.length % frameBytes);
    if (whole > 0) yield joined.slice(0, whole);
    rest = joined.subarray(whole);
  }
}
