/** Whole numbers from 0 to below a limit, the same for the same seed (xorshift32: `Math.random` can't be repeated). */
export function seededRandom(seed: number): (limit: number) => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1) >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
