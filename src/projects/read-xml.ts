import { SaxesParser } from "saxes";
import { wideEncodingOf } from "./source-text.ts";

/** What a format wants to know of its XML. `path` holds the names of the elements, the innermost last. */
export interface XmlListener {
  onElement?(name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]): void;
  /** The text of an element, when it ends. */
  onText?(text: string, path: readonly string[]): void;
  onEnd?(name: string): void;
}

/** No name of a sample is longer; a text that is, such as a note or a plugin's state, is not kept. */
const MOST_TEXT_LETTERS = 10_000;

/**
 * Goes through XML as it comes. Faults are no reason to stop: 14 of 155 real DecentSampler presets are not well-formed (the same
 * attribute twice, unknown entities, wrong end tags), and their programs open them. Returns what is wrong where something must
 * be lacking: nothing that is XML, another root, or an end in the middle. Null: it was gone through to its end.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  roots: readonly string[],
  listener: XmlListener,
): Promise<string | null> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const path: string[] = [];
  let root: string | null = null;
  let text = "";
  parser.on("error", () => undefined); // goes on
  parser.on("opentag", ({ name, attributes }) => {
    root ??= name;
    path.push(name);
    text = "";
    listener.onElement?.(name, attributes, path);
  });
  const take = (more: string): void => {
    if (text.length < MOST_TEXT_LETTERS) text += more;
  };
  parser.on("text", take);
  parser.on("cdata", take);
  parser.on("closetag", ({ name }) => {
    listener.onText?.(text, path);
    text = "";
    path.pop();
    listener.onEnd?.(name);
  });
  await feed(parser, chunks);
  if (root === null) return "it holds no XML";
  if (!roots.includes(root))
    return `its root is <${String(root).slice(0, 40)}>, not <${roots.join("> or <")}>`;
  return path.length > 0 ? "it ends in the middle" : null;
}

/** The parser is not closed: what is still open at the end would be closed for us. */
async function feed(
  parser: { write(text: string): unknown },
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  let decode: ((chunk: Uint8Array) => string) | null = null;
  for await (const chunk of chunks) {
    decode ??= decoderOf(chunk);
    parser.write(decode(chunk));
  }
}

function decoderOf(start: Uint8Array): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder(wideEncodingOf(start) ?? "utf-8");
  return (chunk) => decoder.decode(chunk, { stream: true });
}
