import type { PcmLayout } from "./pcm-layout.ts";

type Writing = Pick<PcmLayout, "number" | "order" | "sampleBytes">;

/** Bytes as integers that fill 32 bits from the top, into `to`. Big-endian bytes are turned where they lie. */
export function integersOf(
  bytes: Uint8Array,
  { number, order, sampleBytes }: Writing,
  to: Int32Array,
): Int32Array {
  const count = to.length;
  switch (sampleBytes) {
    case 1: {
      const flip = number === "unsigned" ? 0x80 : 0;
      for (let at = 0; at < count; at += 1) to[at] = ((bytes[at] ?? 0) ^ flip) << 24;
      return to;
    }
    case 2: {
      if (order === "big") bufferOf(bytes).swap16();
      const words = new Int16Array(bytes.buffer, bytes.byteOffset, count);
      for (let at = 0; at < count; at += 1) to[at] = (words[at] ?? 0) << 16;
      return to;
    }
    case 3:
      return triplesOf(bytes, order, to);
    default: {
      if (order === "big") bufferOf(bytes).swap32();
      to.set(new Int32Array(bytes.buffer, bytes.byteOffset, count));
      return to;
    }
  }
}

function triplesOf(bytes: Uint8Array, order: "big" | "little", to: Int32Array): Int32Array {
  const [high, low] = order === "big" ? [0, 2] : [2, 0];
  for (let at = 0, from = 0; at < to.length; at += 1, from += 3) {
    to[at] =
      ((bytes[from + high] ?? 0) << 24) | ((bytes[from + 1] ?? 0) << 16) | ((bytes[from + low] ?? 0) << 8);
  }
  return to;
}

/** Bytes as floats, into `to`. Big-endian bytes are turned where they lie. */
export function floatsOf(bytes: Uint8Array, { order, sampleBytes }: Writing, to: Float64Array): Float64Array {
  if (sampleBytes === 8) {
    if (order === "big") bufferOf(bytes).swap64();
    to.set(new Float64Array(bytes.buffer, bytes.byteOffset, to.length));
    return to;
  }
  if (order === "big") bufferOf(bytes).swap32();
  to.set(new Float32Array(bytes.buffer, bytes.byteOffset, to.length));
  return to;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
