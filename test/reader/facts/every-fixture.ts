import { aiff } from "../../world/audio/aiff.ts";
import { au } from "../../world/audio/au.ts";
import { caf } from "../../world/audio/caf.ts";
import { dff, dsf } from "../../world/audio/dsd.ts";
import { fieldsOf } from "../../world/audio/fields-of.ts";
import { flac } from "../../world/audio/flac.ts";
import { id3v1, id3v2 } from "../../world/audio/id3.ts";
import { ape, tta, wavpack } from "../../world/audio/lossless.ts";
import { adts, asf, musepack7 } from "../../world/audio/lossy.ts";
import { matroska } from "../../world/audio/matroska.ts";
import { midi } from "../../world/audio/midi.ts";
import { mp3 } from "../../world/audio/mp3.ts";
import { esds, mp4 } from "../../world/audio/mp4.ts";
import { ogg } from "../../world/audio/ogg.ts";
import { rex2 } from "../../world/audio/rex2.ts";
import { w64 } from "../../world/audio/w64.ts";
import { chunk, wav } from "../../world/audio/wav.ts";

/** A small valid file of every container, with tags and musical chunks where it can have some. */
export function everyFixture(): Record<string, Buffer> {
  const id3 = id3v2({ TIT2: "Tick", TBPM: "120.5", "TXXX:KEY": "Am" });
  const comments = ["TITLE=Tick", "BPM=120.5"];
  const chunks = [
    {
      id: "smpl",
      data: fieldsOf(Buffer.alloc(12), ["u32le", 60], Buffer.alloc(12), ["u32le", 1], Buffer.alloc(32, 1)),
    },
    { id: "cue ", data: fieldsOf(["u32le", 2], Buffer.alloc(48, 1)) },
    {
      id: "acid",
      data: fieldsOf(
        ["u32le", 2],
        ["u16le", 57],
        Buffer.alloc(6),
        ["u32le", 4],
        ["u16le", 4],
        ["u16le", 4],
        ["f32le", 99],
      ),
    },
    { id: "bext", data: Buffer.alloc(700, "a") },
    { id: "iXML", data: Buffer.from("<BWFXML><SCENE>1</SCENE></BWFXML>") },
    {
      id: "LIST",
      data: fieldsOf("INFO", chunk("INAM", Buffer.from("Tick\0")), chunk("ICRD", Buffer.from("2001\0"))),
    },
    { id: "LIST", data: fieldsOf("adtl", chunk("labl", fieldsOf(["u32le", 1], "one\0"))) },
    { id: "id3 ", data: id3 },
  ];
  const big = [
    { id: "MARK", data: fieldsOf(["u16be", 1], ["u16be", 1], ["u32be", 9], "\x03one") },
    { id: "INST", data: Buffer.alloc(20, 1) },
    { id: "COMT", data: fieldsOf(["u16be", 1], ["u32be", 0], ["u16be", 0], ["u16be", 4], "slow") },
    { id: "basc", data: Buffer.alloc(84, 1) },
    { id: "ID3 ", data: id3 },
  ];
  const seconds = 0.01;
  return {
    wav: wav({ seconds, chunks }),
    rf64: wav({ seconds, chunks, form: "RF64" }),
    rifx: wav({ seconds, form: "RIFX" }),
    w64: w64({ frames: 100 }),
    aiff: aiff({ seconds, chunks: big }),
    aifc: aiff({ seconds, compression: "sowt" }),
    flac: flac({ comments }),
    mp3: Buffer.concat([id3, mp3({ frames: 5 }), id3v1("Tick")]),
    adts: adts(5),
    vorbis: ogg({ codec: "vorbis", granules: [100, 200], comments }),
    opus: ogg({ codec: "opus", granules: [1_000, 2_000], preSkip: 312, comments }),
    mp4: mp4({ config: esds(Buffer.from("1208", "hex")) }),
    matroska: matroska({
      codec: "A_OPUS",
      duration: 1_000,
      delayNs: 6_500_000,
      config: fieldsOf("OpusHead", ["u8", 1], ["u8", 2], Buffer.alloc(9)),
      blocks: [0, 20, 40],
      tags: { TITLE: "Tick", BPM: "120.5", INITIAL_KEY: "Am" },
    }),
    webm: matroska({ codec: "A_VORBIS", docType: "webm", blocks: [0, 20, 40, 60, 80, 100], isOpen: true }),
    caf: caf({ format: "lpcm", packetBytes: 4, packetFrames: 1, audioBytes: 400, info: ["title", "Tick"] }),
    au: au({ frames: 100 }),
    rex2: rex2({ channels: 1, frames: 100, bars: 1, bpm: 99, slices: [[0, 100]] }),
    tta: Buffer.concat([id3, tta(100)]),
    dsf: dsf({ frames: 800 }),
    dff: dff(800),
    wavpack: Buffer.concat([wavpack({ blockFrames: [100, 100], total: 200 }), id3v1("Tick")]),
    ape: ape(100),
    musepack: musepack7(10, 0),
    asf: asf({ milliseconds: 2_000, bufferMilliseconds: 1_000 }),
    midi: midi(96, [
      [96, 0x90, 60, 100],
      [96, 0xff, 0x2f, 0],
    ]),
  };
}
