import type { ByteSource } from "../../byte-source.ts";
import { appendedTags } from "../appended-tags.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import { id3v2End } from "../id3v2-end.ts";

const RATES_HZ = [44_100, 48_000, 37_800, 32_000];
/** The stream header is the first packet by rule; a replay-gain packet before it is forgiven. */
const MAX_PACKETS = 16;

/** Musepack, stream versions 7 (`MP+`) and 8 (`MPCK`). */
export function parseMusepack(source: ByteSource): Found {
  const start = id3v2End(source);
  const head = readFields(source, start, 12, "little");
  const facts = head.id(0) === "MPCK" ? version8(source, start + 4) : version7(source, start);
  const bitrate = (source.sizeBytes * 8) / (facts.durationSeconds ?? 0);
  const tagPart = appendedTags(source);
  return { container: "Musepack", codec: "Musepack", lossless: false, bitrate, tagPart, ...facts };
}

/** Frames of 1,152 samples; always stereo. */
function version7(source: ByteSource, start: number): Found {
  const head = readFields(source, start, 12, "little");
  const sampleRateHz = RATES_HZ[head.u8(10) & 3] ?? 0;
  if ((head.u8(3) & 15) !== 7) return {};
  return { sampleRateHz, channels: 2, durationSeconds: (head.u32(4) * 1_152) / sampleRateHz };
}

function version8(source: ByteSource, from: number): Found {
  let at = from;
  for (let count = 0; count < MAX_PACKETS; count += 1) {
    const packet = readFields(source, at, 40, "big");
    const size = variable(packet.bytes, 2);
    if (size.value < 3) break;
    if (packet.id(0, 2) === "SH") {
      // Checksum and version, then the counts of samples and of silent ones before them.
      const samples = variable(packet.bytes, size.end + 5);
      const silent = variable(packet.bytes, samples.end);
      const sampleRateHz = RATES_HZ[packet.u8(silent.end) >> 5] ?? 0;
      const channels = (packet.u8(silent.end + 1) >> 4) + 1;
      return { sampleRateHz, channels, durationSeconds: (samples.value - silent.value) / sampleRateHz };
    }
    at += size.value;
  }
  return {};
}

/** Seven bits a byte, the highest says that more follow; nine bytes hold more than any file has. */
function variable(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from; at < from + 9; at += 1) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value: 0, end: from + 9 };
}
