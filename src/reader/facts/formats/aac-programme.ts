import { Bits } from "./bits.ts";

/** The syntactic element that a frame of AAC begins with when it brings its own layout. */
const PROGRAM_CONFIG = 5;

/**
 * AAC in a layout that has no number (ISO 14496-3, program_config_element): how many channels it has, 0 for nonsense.
 * Leaves the bits behind it.
 */
export function programmeChannels(bits: Bits): number {
  bits.take(4 + 2 + 4);
  const elements = bits.take(4) + bits.take(4) + bits.take(4);
  const [lfe, associated, coupling] = [bits.take(2), bits.take(3), bits.take(4)];
  for (const length of [4, 4, 3]) if (bits.take(1) === 1) bits.take(length);
  let channels = lfe;
  for (let each = 0; each < elements; each += 1) {
    // A pair or a single channel.
    channels += 1 + bits.take(1);
    bits.take(4);
  }
  bits.take(4 * lfe + 4 * associated + 5 * coupling);
  bits.align(() => bits.take(8));
  return channels;
}

/** The same of a frame in ADTS, whose head has no room for it. */
export function frameChannels(payload: Uint8Array | undefined): number {
  const bits = new Bits(payload ?? new Uint8Array(0));
  return bits.take(3) === PROGRAM_CONFIG ? programmeChannels(bits) : 0;
}
