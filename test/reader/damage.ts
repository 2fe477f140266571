import { seededRandom } from "./seeded-random.ts";

/** What length fields and counts are set to: nothing, one, the edges of signed and unsigned words. */
const CLAIMS = [
  0, 1, 4, 0x7f, 0xff, 0x7fff, 0xffff, 0x00ff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff,
];

/** Headers lie at the beginning, and most damage elsewhere hits the audio, which no parser looks at. */
const HEADER_BYTES = 2048;

type Random = (limit: number) => number;

const DAMAGES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  function flipBits(bytes, random) {
    for (let flips = 1 + random(16); flips > 0; flips -= 1) {
      const at = somewhere(bytes, random);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, random(2) === 0 ? random(bytes.length) : somewhere(bytes, random));
  },
  function claimLength(bytes, random) {
    const claim = CLAIMS[random(CLAIMS.length)] ?? 0;
    const at = Math.min(somewhere(bytes, random), bytes.length - 4);
    if (random(2) === 0) bytes.writeUInt32BE(claim, at);
    else bytes.writeUInt32LE(claim, at);
    return bytes;
  },
  function blank(bytes, random) {
    const at = somewhere(bytes, random);
    return bytes.fill(random(2) === 0 ? 0 : 0xff, at, Math.min(bytes.length, at + 1 + random(64)));
  },
  function repeatPart(bytes, random) {
    const at = somewhere(bytes, random);
    const part = bytes.subarray(at, at + 1 + random(256));
    return Buffer.concat([
      bytes.subarray(0, at),
      ...Array.from({ length: 1 + random(50) }, () => part),
      bytes.subarray(at),
    ]);
  },
  function cutOut(bytes, random) {
    const at = somewhere(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(32))]);
  },
];

/** The bytes with one to three damages, the same for the same seed. At least four bytes long. */
export function damage(original: Uint8Array, seed: number): Buffer {
  const random = seededRandom(seed);
  let bytes: Buffer = Buffer.from(original);
  for (let times = 1 + random(3); times > 0 && bytes.length > 8; times -= 1) {
    bytes = DAMAGES[random(DAMAGES.length)]?.(bytes, random) ?? bytes;
  }
  return bytes;
}

function somewhere(bytes: Buffer, random: Random): number {
  return random(random(4) === 0 ? bytes.length : Math.min(bytes.length, HEADER_BYTES));
}
