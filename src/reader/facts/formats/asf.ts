import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { readWaveFormat, type WaveFormat } from "./wav-codec.ts";
import { waveCodec } from "./wav-names.ts";

/** The first eight bytes of each GUID, in the order of the file: enough to tell them apart. */
const FILE_PROPERTIES = "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11";
const STREAM_PROPERTIES = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11";
const AUDIO = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11";
const DATA = "\x36\x26\xb2\x75\x8e\x66\xcf\x11";
const DATA_HEAD_BYTES = 50;
const LOSSLESS_WMA = 0x0163;
/** A header has about ten objects. */
const MAX_OBJECTS = 1_000;

/** WMA: duration from the file's properties, rate and channels from the audio stream's. */
export function parseAsf(source: ByteSource): Found {
  let format: WaveFormat | undefined;
  let [seconds, bitrate] = [0, 0];
  let packetBytes = 0;
  const headerEnd = Math.min(source.sizeBytes, readFields(source, 16, 8, "little").u64(0));
  let at = 30;
  for (let count = 0; count < MAX_OBJECTS && at + 24 <= headerEnd; count += 1) {
    const head = readFields(source, at, 104, "little");
    const guid = head.id(0, 8);
    if (guid === FILE_PROPERTIES) {
      // Played time in units of 100 ns, and the player's buffer in ms, which is counted in it.
      seconds = head.u64(64) / 1e7 - head.u64(80) / 1e3;
      packetBytes = head.u32(92);
      bitrate = head.u32(100);
    } else if (guid === STREAM_PROPERTIES && head.id(24, 8) === AUDIO) {
      format ??= readWaveFormat(source, at + 78, 18, "little");
    }
    const size = head.u64(16);
    if (size < 24) break;
    at += size;
  }
  return {
    container: "ASF",
    isRounded: true,
    codec: format === undefined ? undefined : codecOf(format),
    sampleRateHz: format?.sampleRateHz,
    channels: format?.channels,
    durationSeconds: seconds * shareThere(source, headerEnd, packetBytes),
    bitrate,
    lossless: format?.tag === LOSSLESS_WMA,
    tagPart: { part: source, mimeType: "audio/ms-asf" },
  };
}

function codecOf(format: WaveFormat): string {
  const names = new Map([
    [0x0160, "WMA 1"],
    [0x0161, "WMA 2"],
    [0x0162, "WMA Pro"],
    [LOSSLESS_WMA, "WMA Lossless"],
  ]);
  return names.get(format.tag) ?? waveCodec(format);
}

/** A file that is cut off holds a part of its packets, which are all as long and, but for VBR, as much of the audio. */
function shareThere(source: ByteSource, dataAt: number, packetBytes: number): number {
  const data = readFields(source, dataAt, DATA_HEAD_BYTES, "little");
  const there = Math.floor((source.sizeBytes - dataAt - DATA_HEAD_BYTES) / packetBytes);
  const said = data.u64(40);
  return data.id(0, 8) === DATA && there > 0 && there < said ? there / said : 1;
}
