import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Fields } from "../fields.ts";
import { looseText } from "../text.ts";

/** The broadcast extension (EBU Tech 3285): who recorded it, when, and how many samples after midnight. */
export function readBroadcast(fields: Fields): Partial<AssetMetadata> {
  const text = (from: number, length: number): string => looseText(fields.slice(from, from + length)).trim();
  const timeReference = fields.u32(338) + fields.u32(342) * 2 ** 32;
  const said = {
    description: text(0, 256),
    originator: text(256, 32),
    originatorReference: text(288, 32),
    date: text(320, 10),
    time: text(330, 8),
    codingHistory: text(602, 4_000),
  };
  const broadcast = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ""));
  if (timeReference > 0 && Number.isSafeInteger(timeReference)) Object.assign(broadcast, { timeReference });
  return Object.keys(broadcast).length === 0 ? {} : { broadcast };
}
