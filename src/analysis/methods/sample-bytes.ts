/** Samples as bytes, little-endian, for a hash. */
export function bytesOf(samples: Int32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** The upper 2 or 3 bytes of each. */
export function upperBytes(samples: Int32Array, count: 2 | 3): Uint8Array {
  if (count === 2) {
    const words = new Int16Array(samples.length);
    for (let at = 0; at < words.length; at += 1) words[at] = (samples[at] ?? 0) >> 16;
    return new Uint8Array(words.buffer);
  }
  const bytes = new Uint8Array(samples.length * 3);
  for (let at = 0, to = 0; at < samples.length; at += 1, to += 3) {
    const sample = samples[at] ?? 0;
    bytes[to] = sample >> 8;
    bytes[to + 1] = sample >> 16;
    bytes[to + 2] = sample >> 24;
  }
  return bytes;
}

/** As floats of 4 or 8 bytes; numbers that are none have many spellings, and one here. */
export function floatBytes(samples: Float64Array, count: 4 | 8): Uint8Array {
  const floats = count === 4 ? new Float32Array(samples.length) : new Float64Array(samples.length);
  for (let at = 0; at < floats.length; at += 1) {
    const sample = samples[at] ?? 0;
    // Minus zero becomes zero.
    floats[at] = Number.isNaN(sample) ? Number.NaN : sample + 0;
  }
  return new Uint8Array(floats.buffer);
}
