import { Readable } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";

/** How the bytes of a file are packed, as its first ones tell. `skip`: bytes before the packed part. */
export interface Packing {
  readonly kind: "plain" | "gzip" | "zlib";
  readonly skip: number;
}

/** The largest real `.als` unpacks to 37 MB. More than this is no project but an attempt to fill the memory or the time. */
const MOST_UNPACKED_BYTES = 1024 * 1024 * 1024;
/** Enough to tell any packing. */
const HEAD_BYTES = 16;

/** Unpacks as a stream, whatever its size. Rejects with what is wrong with the packing; a file cut short is wrong. */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  packingOf: (head: Uint8Array) => Packing,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  const { kind, skip } = packingOf(head);
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const packed = joined(head.subarray(skip), rest);
  let bytes = 0;
  for await (const chunk of kind === "plain" ? packed : unpacked(packed, kind)) {
    bytes += chunk.length;
    if (bytes > MOST_UNPACKED_BYTES) throw new Error("it unpacks to more than a gigabyte");
    yield chunk;
  }
}

function unpacked(packed: AsyncIterable<Uint8Array>, kind: "gzip" | "zlib"): AsyncIterable<Uint8Array> {
  const options = { chunkSize: 64 * 1024 };
  const unpacker = kind === "gzip" ? createGunzip(options) : createInflate(options);
  const source = Readable.from(packed);
  source.on("error", (error) => unpacker.destroy(error));
  unpacker.on("close", () => source.destroy());
  return source.pipe(unpacker);
}

async function headOf(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** gzip by its mark, everything else as it is. */
export function gzipOrPlain([first, second]: Uint8Array): Packing {
  return { kind: first === 0x1f && second === 0x8b ? "gzip" : "plain", skip: 0 };
}
