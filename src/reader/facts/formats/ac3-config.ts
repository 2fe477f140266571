import type { Fields } from "../fields.ts";
import type { Found } from "../found.ts";

/** Front and surround channels by `acmod`; 0 is two programmes of one channel. */
const CHANNELS = [2, 1, 2, 3, 3, 4, 4, 5] as const;
const RATES_HZ = [48_000, 44_100, 32_000] as const;
/** How many channels each bit of `chan_loc` adds, from the highest: LFE2, Cvh, Lvh/Rvh, Lw/Rw, Lsd/Rsd, Ts, Cs, Lrs/Rrs, Lc/Rc. */
const ADDED = [1, 1, 2, 2, 2, 1, 1, 2, 2] as const;

/** AC-3's own words in MP4, `dac3` (ETSI TS 102 366, F.4): the sample entry says 2 channels for every layout. */
export function ac3Config(fields: Fields): Found {
  return {
    sampleRateHz: RATES_HZ[fields.u8(0) >> 6] ?? 0,
    channels: channelsOf((fields.u8(1) >> 3) & 7, (fields.u8(1) >> 2) & 1),
  };
}

/** The same of E-AC-3, `dec3` (F.6): the first independent stream, and what its dependent streams add. */
export function eac3Config(fields: Fields): Found {
  const dependent = (fields.u8(4) >> 1) & 15;
  const places = dependent === 0 ? 0 : ((fields.u8(4) & 1) << 8) | fields.u8(5);
  const added = ADDED.reduce<number>(
    (sum, channels, bit) => sum + (((places >> (8 - bit)) & 1) === 1 ? channels : 0),
    0,
  );
  return {
    sampleRateHz: RATES_HZ[fields.u8(2) >> 6] ?? 0,
    channels: channelsOf((fields.u8(3) >> 1) & 7, fields.u8(3) & 1) + added,
  };
}

function channelsOf(acmod: number, lfe: number): number {
  return (CHANNELS[acmod] ?? 0) + lfe;
}
