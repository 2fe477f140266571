/** BS.1770-4: a gating block has four hops. */
const HOPS_A_BLOCK = 4;
/** What is quieter is no part of the programme, and then what is 10 LU quieter than the rest. */
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const OFFSET = -0.691;

/** Loudness of a whole from the energies of its hops of 100 ms. Eight bytes a hop: 10 hours are 3 MB. */
export class GatedLoudness {
  readonly #hopFrames: number;
  readonly #lastHops: number[] = [];
  #blocks = new Float64Array(64);
  #count = 0;

  constructor(hopFrames: number) {
    this.#hopFrames = hopFrames;
  }

  /** @param energy the weighted sum of squares of all channels */
  take(energy: number): void {
    this.#lastHops.push(energy);
    if (this.#lastHops.length < HOPS_A_BLOCK) return;
    const power = this.#lastHops.reduce((sum, hop) => sum + hop, 0) / (HOPS_A_BLOCK * this.#hopFrames);
    this.#lastHops.shift();
    if (this.#count === this.#blocks.length) {
      const longer = new Float64Array(this.#count * 2);
      longer.set(this.#blocks);
      this.#blocks = longer;
    }
    this.#blocks[this.#count] = power;
    this.#count += 1;
  }

  /** LUFS; null where no block is loud enough to count. */
  integrated(): number | null {
    const above = this.#mean(powerOf(ABSOLUTE_GATE_LUFS));
    if (above === null) return null;
    const gate = Math.max(powerOf(ABSOLUTE_GATE_LUFS), above * 10 ** (RELATIVE_GATE_LU / 10));
    const mean = this.#mean(gate);
    return mean === null ? null : OFFSET + 10 * Math.log10(mean);
  }

  #mean(gate: number): number | null {
    let [sum, count] = [0, 0];
    for (const power of this.#blocks.subarray(0, this.#count)) {
      if (power < gate) continue;
      sum += power;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  }
}

function powerOf(lufs: number): number {
  return 10 ** ((lufs - OFFSET) / 10);
}
