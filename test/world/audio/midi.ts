import { fieldsOf } from "./fields-of.ts";

/** A MIDI file of one track: delta times and events as they are written. */
export function midi(
  division: number,
  events: readonly (readonly [delta: number, ...event: number[]])[],
): Buffer {
  const track = Buffer.concat(
    events.map(([delta, ...event]) => Buffer.from([0x80 | ((delta >> 7) & 0x7f), delta & 0x7f, ...event])),
  );
  const head = fieldsOf("MThd", ["u32be", 6], ["u16be", 0], ["u16be", 1], ["u16be", division]);
  return fieldsOf(head, "MTrk", ["u32be", track.length], track);
}
