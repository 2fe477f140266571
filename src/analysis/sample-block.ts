/**
 * Some frames of decoded sound, the channels of each frame side by side. Integers fill 32 bits from the top, whatever
 * depth they had: full scale is 2^31, and 16 bits inside 24 are the same numbers as 16 bits. Floats have full scale 1.
 * The memory is used again for the next block.
 */
export type SampleBlock = IntegerBlock | FloatBlock;

export interface IntegerBlock {
  readonly kind: "integers";
  readonly samples: Int32Array;
}

interface FloatBlock {
  readonly kind: "floats";
  readonly samples: Float64Array;
}

/** What is known before the first block. */
export interface SoundShape {
  readonly sampleRateHz: number;
  readonly channels: number;
}
