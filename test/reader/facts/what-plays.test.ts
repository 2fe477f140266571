import { expect, test } from "vitest";
import { caf } from "../../world/audio/caf.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { matroska } from "../../world/audio/matroska.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { box, esds, mp4 } from "../../world/audio/mp4.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { wav } from "../../world/audio/wav.ts";
import { factsOf } from "./facts-of.ts";

async function playedOf(files: Readonly<Record<string, Uint8Array>>): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const { durationSeconds, metadata } = await factsOf(bytes);
    const { frames = "unknown", paddingFrames = "no" } = metadata;
    said[name] = `${Number((durationSeconds ?? 0).toFixed(5))} s, ${frames} frames, ${paddingFrames} padding`;
  }
  return said;
}

/** An MP3 whose first frame says what was put before and behind the audio. */
function noted(delay: number, padding: number, encoder = "LAME3.100"): Buffer {
  const bytes = mp3({ frames: 12, xing: true });
  const note = fieldsOf(encoder, Buffer.alloc(12), ["u24be", delay * 4_096 + padding]);
  note.copy(bytes, 36 + 16);
  return bytes;
}

function digits(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, "0");
}

function word(type: string, value: string): Buffer {
  return box(type, fieldsOf(["u32be", 0]), Buffer.from(value));
}

/** iTunes' note: delay, padding and samples, in hexadecimal digits. */
function smpb(delay: number, padding: number, frames: number): string {
  return ` 00000000 ${digits(delay, 8)} ${digits(padding, 8)} ${digits(frames, 16)} 00000000 00000000`;
}

function itunes(note: string): Buffer {
  const item = box(
    "----",
    word("mean", "com.apple.iTunes"),
    word("name", "iTunSMPB"),
    box("data", fieldsOf(["u32be", 1], ["u32be", 0]), Buffer.from(note)),
  );
  const handler = box("hdlr", Buffer.alloc(8), Buffer.from("mdirappl"), Buffer.alloc(9));
  return box("udta", box("meta", fieldsOf(["u32be", 0]), handler, box("ilst", item)));
}

test("duration is what plays: delay and padding that the file tells are taken off, and frames are exact", async () => {
  const aac = { config: esds(Buffer.from("1210", "hex")), ticks: 46_212 };
  const files = {
    "MP3 with LAME's note": noted(576, 935),
    "MP3 with libavformat's": noted(1_105, 1_000, "Lavf59.27"),
    // A decoder has 529 samples of its own to take off at the start, and gets no more behind the last frame.
    "MP3 with less padding than a decoder delays": noted(576, 100),
    "MP3 whose note says nothing": noted(0, 0),
    "MP3 of another encoder": noted(576, 935, "Other1.00"),
    "MP3 with iTunes' note": Buffer.concat([
      id3v2({ COMM: `eng iTunSMPB\0${smpb(528, 624, 12_672)}`.replace("eng ", "eng") }),
      mp3({ frames: 12 }),
    ]),
    "AAC with an edit list of milliseconds": mp4({ ...aac, edit: { milliseconds: 1_000, from: 2_112 } }),
    "AAC with an edit list that ends before the track": mp4({
      ...aac,
      edit: { milliseconds: 900, from: 2_112 },
    }),
    "AAC with iTunes' note": mp4({ ...aac, moreInMoov: itunes(smpb(2_112, 100, 44_000)) }),
    "AAC with the note of another file": mp4({ ...aac, moreInMoov: itunes(smpb(2_112, 100, 12_000)) }),
    "AAC with both": mp4({
      ...aac,
      edit: { milliseconds: 1_000, from: 2_112 },
      moreInMoov: itunes(smpb(2_112, 100, 44_000)),
    }),
    "AAC without a word": mp4(aac),
    "AAC in CAF": caf({
      format: "aac ",
      packetBytes: 0,
      packetFrames: 1_024,
      audioBytes: 900,
      validFrames: 24_000,
      priming: 2_112,
    }),
    Opus: ogg({ codec: "opus", granules: [48_312], preSkip: 312 }),
    Vorbis: ogg({ codec: "vorbis", granules: [44_100] }),
    "Opus in WebM, whose clock has milliseconds": matroska({
      codec: "A_OPUS",
      duration: 1_008,
      delayNs: 6_500_000,
    }),
    WAV: wav({ seconds: 600.00001, sampleRate: 8_000 }),
  };
  expect(await playedOf(files)).toEqual({
    "MP3 with LAME's note": "0.27921 s, 12313 frames, 1511 padding",
    "MP3 with libavformat's": "0.26574 s, 11719 frames, 2105 padding",
    "MP3 with less padding than a decoder delays": "0.28841 s, 12719 frames, 1105 padding",
    "MP3 whose note says nothing": "0.31347 s, 13824 frames, no padding",
    "MP3 of another encoder": "0.31347 s, 13824 frames, no padding",
    "MP3 with iTunes' note": "0.28735 s, 12672 frames, 1152 padding",
    "AAC with an edit list of milliseconds": "1 s, 44100 frames, 2112 padding",
    // Its end is known to a millisecond.
    "AAC with an edit list that ends before the track": "0.9 s, unknown frames, 6522 padding",
    "AAC with iTunes' note": "0.99773 s, 44000 frames, 2212 padding",
    "AAC with the note of another file": "1.04789 s, 46212 frames, no padding",
    "AAC with both": "1 s, 44100 frames, 2112 padding",
    "AAC without a word": "1.04789 s, 46212 frames, no padding",
    "AAC in CAF": "0.5 s, 24000 frames, 2112 padding",
    Opus: "1 s, 48000 frames, 312 padding",
    Vorbis: "1 s, 44100 frames, no padding",
    "Opus in WebM, whose clock has milliseconds": "1.0015 s, unknown frames, no padding",
    WAV: "600 s, 4800000 frames, no padding",
  });
});
