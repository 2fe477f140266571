import { fieldsOf } from "./fields-of.ts";

export interface Id3Options {
  /** The size that the tag claims, where it lies. */
  readonly claims?: number;
  readonly footer?: boolean;
  readonly paddingBytes?: number;
}

/** An ID3v2.4 tag; texts are written as UTF-8. */
export function id3v2(frames: Readonly<Record<string, string>>, options: Id3Options = {}): Buffer {
  const content = Buffer.concat([
    ...Object.entries(frames).map(([id, text]) => {
      const value = id.startsWith("TXXX:") ? `${id.slice(5)}\0${text}` : text;
      const data = Buffer.from(`\x03${value}`, "utf8");
      return fieldsOf(id.slice(0, 4), syncSafe(data.length), ["u16be", 0], data);
    }),
    Buffer.alloc(options.paddingBytes ?? 0),
  ]);
  const size = syncSafe(options.claims ?? content.length);
  const rest = fieldsOf(["u8", 4], ["u8", 0], ["u8", options.footer === true ? 0x10 : 0], size);
  return fieldsOf("ID3", rest, content, ...(options.footer === true ? ["3DI", rest] : []));
}

/** An ID3v1 tag, in Latin-1 as its readers expect. */
export function id3v1(title: string): Buffer {
  return fieldsOf("TAG", Buffer.from(title, "latin1"), Buffer.alloc(125 - title.length));
}

function syncSafe(size: number): Buffer {
  return Buffer.from([(size >> 21) & 0x7f, (size >> 14) & 0x7f, (size >> 7) & 0x7f, size & 0x7f]);
}
