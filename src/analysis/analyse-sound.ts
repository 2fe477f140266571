import { codedHash } from "./methods/coded-hash.ts";
import { Loudness, type LoudnessResult } from "./methods/loudness.ts";
import { Peaks, type PeaksResult } from "./methods/peaks.ts";
import { SampleHash } from "./methods/sample-hash.ts";
import { type OpenAudio, openSound, type Sound } from "./open-sound.ts";
import { NeedsFfmpegError, UndecodableError } from "./undecodable-error.ts";

/** What `sound/1` says: files with equal `hash` sound the same. */
export interface SoundResult {
  /** `samples`: of decoded samples, lossless. `coded`: of a lossy stream's own frames, whatever stands around them. */
  readonly of: "samples" | "coded";
  readonly hash: string;
}

/** Why a method has no answer for a content. */
export interface MethodFault {
  readonly error: { readonly code: "needs-ffmpeg" | "undecodable"; readonly message: string };
}

export interface Analysis {
  readonly peaks: PeaksResult | MethodFault;
  readonly loudness: LoudnessResult | MethodFault;
  readonly sound: SoundResult | MethodFault;
}

/** What is found out of a sound, and as which methods `analysis_cache` keeps it: a version is raised when results become others. */
export const NAMES = ["peaks", "loudness", "sound"] as const satisfies (keyof Analysis)[];
export const METHODS = ["peaks/1", "loudness/1", "sound/1"] as const;

/** All methods over one decoding. What can't be decoded is said in the result, never thrown. */
export async function analyseSound(audio: OpenAudio): Promise<Analysis> {
  const coded = audio.facts.metadata.lossless === true ? null : codedHash(audio.source, audio.facts);
  const first = await measured(audio, true);
  // A stream that its package gives up, or does not give whole, may be one that ffmpeg understands.
  const found = "error" in first && first.error.code === "undecodable" ? await measured(audio, false) : first;
  if (!("error" in found)) return { ...found, sound: coded ?? found.sound };
  const why = "error" in first && found.error.code === "needs-ffmpeg" ? first : found;
  return { peaks: why, loudness: why, sound: coded ?? why };
}

async function measured(audio: OpenAudio, packages: boolean): Promise<Analysis | MethodFault> {
  try {
    const sound = await openSound(audio, { packages });
    try {
      return await measure(sound);
    } finally {
      sound.close();
    }
  } catch (error) {
    if (error instanceof NeedsFfmpegError) return fault("needs-ffmpeg", error.message);
    if (error instanceof UndecodableError) return fault("undecodable", error.message);
    throw error;
  }
}

async function measure(sound: Sound): Promise<Analysis> {
  const peaks = new Peaks(sound.channels);
  const loudness = new Loudness(sound);
  const hash = sound.depth === null ? null : new SampleHash(sound, sound.depth);
  let frames = 0;
  for await (const block of sound.blocks) {
    peaks.take(block);
    loudness.take(block);
    hash?.take(block);
    frames += block.samples.length / sound.channels;
  }
  if (frames === 0 && sound.frames !== 0) throw new UndecodableError("there is no sound in it");
  if (sound.frames !== null && sound.frames !== frames)
    throw new UndecodableError(`${frames} frames were decoded, ${sound.frames} should be there`);
  return {
    peaks: peaks.result(),
    loudness: loudness.result(),
    sound:
      hash === null
        ? fault("undecodable", "there is no rule for what makes two of this format equal")
        : { of: "samples", hash: hash.result() },
  };
}

function fault(code: MethodFault["error"]["code"], message: string): MethodFault {
  return { error: { code, message } };
}
