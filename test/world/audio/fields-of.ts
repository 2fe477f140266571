/** A number as bytes: its width in bits, then `le` or `be`. */
export type Width =
  | "u8"
  | "u16le"
  | "u16be"
  | "u24be"
  | "u32le"
  | "u32be"
  | "u64le"
  | "u64be"
  | "f32le"
  | "f64be";

/** A header written down as a list: texts are Latin-1, pairs are numbers with their width. */
export function fieldsOf(...parts: readonly (string | Uint8Array | readonly [Width, number])[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "string") return Buffer.from(part, "latin1");
      return part instanceof Uint8Array ? part : numberOf(...part);
    }),
  );
}

function numberOf(width: Width, value: number): Buffer {
  const bytes = Buffer.alloc(Number(width.slice(1, 3).replace(/\D/, "")) / 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = width.endsWith("le");
  if (width === "f32le") view.setFloat32(0, value, little);
  else if (width === "f64be") view.setFloat64(0, value, little);
  else if (bytes.length === 8) view.setBigUint64(0, BigInt(value), little);
  else if (little) bytes.writeUIntLE(value, 0, bytes.length);
  else bytes.writeUIntBE(value, 0, bytes.length);
  return bytes;
}
