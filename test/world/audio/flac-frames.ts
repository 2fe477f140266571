/** Frames of 4,096 samples of 16 bits in mono at 44,100 Hz, by their numbers: a head with its CRC, some bytes, and the CRC of all. */
export function flacFrames(from: number, to: number): Buffer {
  return Buffer.concat(Array.from({ length: to - from + 1 }, (_, each) => flacFrame(from + each)));
}

export function flacFrame(number: number): Buffer {
  const head = Buffer.from([0xff, 0xf8, 0xc9, 0x08, number]);
  const body = Buffer.concat([head, Buffer.from([crc(head, 8, 0x107)]), Buffer.alloc(40, 3)]);
  const sum = crc(body, 16, 0x18005);
  return Buffer.concat([body, Buffer.from([sum >> 8, sum & 255])]);
}

function crc(bytes: Uint8Array, bits: 8 | 16, polynomial: number): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1)
      sum = ((sum << 1) ^ (sum >= 2 ** (bits - 1) ? polynomial : 0)) & (2 ** bits - 1);
  }
  return sum;
}
