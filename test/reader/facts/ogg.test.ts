import { expect, test } from "vitest";
import { streamInfo } from "../../world/audio/flac.ts";
import { ogg, oggPage } from "../../world/audio/ogg.ts";
import { linesOf } from "./facts-of.ts";

test("Ogg has the length of its granules: Vorbis, Opus, Speex, FLAC, chained and cut streams", async () => {
  const video = oggPage({ serial: 9, granule: 0, first: true, packet: Buffer.from("\x80theora") });
  const first = ogg({ codec: "vorbis", granules: [44_100] });
  const files = {
    Vorbis: ogg({ codec: "vorbis", granules: [22_050, 66_150] }),
    Opus: ogg({ codec: "opus", granules: [24_312, 48_312], preSkip: 312 }),
    Speex: ogg({ codec: "speex", granules: [16_000], sampleRate: 16_000, channels: 1 }),
    FLAC: ogg({
      codec: "flac",
      granules: [48_000],
      streamInfo: streamInfo({ sampleRate: 48_000, channels: 2 }),
    }),
    chained: Buffer.concat([first, ogg({ codec: "vorbis", granules: [22_050], serial: 2 })]),
    "with video": Buffer.concat([video, first]),
    "cut out of a broadcast": ogg({ codec: "vorbis", granules: [44_100_000, 44_144_100] }),
    "damaged between pages": Buffer.concat([
      first.subarray(0, -10),
      Buffer.alloc(5_000),
      ogg({ codec: "vorbis", granules: [4_410], serial: 2 }),
    ]),
  };
  expect(await linesOf(files)).toEqual({
    Vorbis: "1.5 s · 44100 · 2 · Ogg · Vorbis",
    Opus: "1 s · 48000 · 2 · Ogg · Opus",
    Speex: "1 s · 16000 · 1 · Ogg · Speex",
    FLAC: "1 s · 48000 · 2 · Ogg · FLAC",
    chained: "1.5 s · 44100 · 2 · Ogg · Vorbis",
    "with video": "1 s · 44100 · 2 · Ogg · Vorbis",
    "cut out of a broadcast": "1 s · 44100 · 2 · Ogg · Vorbis",
    "damaged between pages": "1.1 s · 44100 · 2 · Ogg · Vorbis",
  });
});
