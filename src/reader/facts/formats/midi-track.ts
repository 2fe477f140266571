import type { ByteWindow } from "../byte-window.ts";

export interface Tempo {
  readonly tick: number;
  /** A quarter note's length. */
  readonly microseconds: number;
}

export interface Track {
  /** When its last event is. */
  readonly ticks: number;
  readonly tempos: readonly Tempo[];
  /** "4/4" or empty. */
  readonly meter: string;
}

/** A tempo map that is drawn by hand has some thousand steps. */
const MAX_TEMPOS = 100_000;

/** One track's events from `from` to `to`; every event takes at least a byte, so a damaged one ends too. */
export function readTrack(bytes: ByteWindow, from: number, to: number): Track {
  const tempos: Tempo[] = [];
  let [at, ticks, status, meter] = [from, 0, 0, ""];
  while (at < to) {
    const delta = variable(bytes, at);
    ticks += delta.value;
    at = delta.end;
    const byte = bytes.at(at);
    // Running status: a byte below 0x80 is data of the event before.
    if (byte >= 0x80) {
      status = byte;
      at += 1;
    }
    if (status === 0xff) {
      const type = bytes.at(at);
      const length = variable(bytes, at + 1);
      if (type === 0x51 && tempos.length < MAX_TEMPOS) {
        const microseconds = bytes.u16(length.end) * 256 + bytes.at(length.end + 2);
        if (microseconds > 0) tempos.push({ tick: ticks, microseconds });
      }
      if (type === 0x58) meter ||= `${bytes.at(length.end)}/${2 ** bytes.at(length.end + 1)}`;
      if (type === 0x2f) break;
      at = length.end + length.value;
    } else if (status === 0xf0 || status === 0xf7) {
      const length = variable(bytes, at);
      at = length.end + length.value;
    } else {
      // Program change and channel pressure have one data byte, the others two.
      at += (status & 0xe0) === 0xc0 ? 1 : 2;
    }
  }
  return { ticks, tempos, meter };
}

function variable(bytes: ByteWindow, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from; at < from + 4; at += 1) {
    const byte = bytes.at(at);
    if (byte < 0) return { value, end: at + 1 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value, end: from + 4 };
}
