import { fieldsOf, type Width } from "./fields-of.ts";

/** One element: its identifier in hexadecimal digits, a size of four bytes, its content. */
export function element(id: string, ...content: readonly Uint8Array[]): Buffer {
  const size = content.reduce((sum, { length }) => sum + length, 0);
  return fieldsOf(Buffer.from(id, "hex"), ["u32be", 0x1000_0000 + size], ...content);
}

export interface MatroskaOptions {
  readonly codec: string;
  readonly rate?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly config?: Uint8Array;
  readonly delayNs?: number;
  /** Milliseconds; left out by who writes live. */
  readonly duration?: number;
  readonly docType?: string;
  /** The times of the blocks in milliseconds, five to a cluster. */
  readonly blocks?: readonly number[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Nanoseconds and titles. */
  readonly chapters?: readonly (readonly [startNs: number, title: string])[];
  /** Segment and clusters without a size, as a live stream has them. */
  readonly isOpen?: boolean;
}

/** A file with one audio track, after a video track that nobody listens to. */
export function matroska(options: MatroskaOptions): Buffer {
  const { codec, rate = 44_100, channels = 1, config, bits, delayNs, tags } = options;
  const number = (id: string, value: number | undefined, width: Width = "u32be"): Buffer[] =>
    value === undefined ? [] : [element(id, fieldsOf([width, value]))];
  const info = element(
    "1549a966",
    ...number("2ad7b1", 1_000_000),
    ...number("4489", options.duration, "f64be"),
  );
  const sound = element(
    "e1",
    ...number("b5", rate, "f64be"),
    ...number("9f", channels),
    ...number("6264", bits),
  );
  const video = element("ae", ...number("d7", 1), ...number("83", 1), element("86", Buffer.from("V_VP9")));
  const track = element(
    "ae",
    ...number("d7", 2),
    ...number("83", 2),
    element("86", Buffer.from(codec)),
    ...number("56aa", delayNs, "u64be"),
    ...(config === undefined ? [] : [element("63a2", config)]),
    sound,
  );
  const simple = Object.entries(tags ?? {}).map(([name, text]) =>
    element("67c8", element("45a3", Buffer.from(name)), element("4487", Buffer.from(text))),
  );
  const inside = [
    info,
    element("1654ae6b", video, track),
    ...(tags === undefined ? [] : [element("1254c367", element("7373", element("63c0"), ...simple))]),
    ...(options.chapters === undefined ? [] : [chaptersOf(options.chapters)]),
    ...clusters(options),
  ];
  const head = element("1a45dfa3", element("4282", Buffer.from(options.docType ?? "matroska")));
  return Buffer.concat([
    head,
    options.isOpen === true ? open("18538067", inside) : element("18538067", ...inside),
  ]);
}

function chaptersOf(chapters: NonNullable<MatroskaOptions["chapters"]>): Buffer {
  const atoms = chapters.map(([startNs, title]) =>
    element(
      "b6",
      element("91", fieldsOf(["u64be", startNs])),
      element("80", element("85", Buffer.from(title)), element("437c", Buffer.from("eng"))),
    ),
  );
  return element("1043a770", element("45b9", ...atoms));
}

function clusters({ blocks = [], isOpen = false }: MatroskaOptions): Buffer[] {
  const each: Buffer[] = [];
  for (let from = 0; from < blocks.length; from += 5) {
    const [first = 0, ...rest] = blocks.slice(from, from + 5);
    const inside = [
      element("e7", fieldsOf(["u32be", first])),
      ...[first, ...rest].map((time) => element("a3", block(time - first))),
    ];
    each.push(isOpen ? open("1f43b675", inside) : element("1f43b675", ...inside));
  }
  return each;
}

/** A block of the second track: its number, its time within the cluster, flags, and a hundred bytes. */
function block(time: number): Buffer {
  return fieldsOf(["u8", 0x82], ["u16be", time], ["u8", 0x80], Buffer.alloc(100, 3));
}

function open(id: string, inside: readonly Uint8Array[]): Buffer {
  return fieldsOf(Buffer.from(id, "hex"), Buffer.from("01ffffffffffffff", "hex"), ...inside);
}
