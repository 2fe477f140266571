export const YAMAHA = 0x0020;
export const G722 = 0x028f;
export const FLAC = 0xf1ac;
export const VORBIS_TAGS = new Set([0x674f, 0x6750, 0x6751, 0x676f, 0x6770, 0x6771]);

/** Names as ffprobe's users know them; a tag that is not here is named by its number. */
const CODECS = new Map<number, string>([
  [0x0001, "PCM"],
  [0x0002, "MS ADPCM"],
  [0x0003, "PCM float"],
  [0x0006, "A-law"],
  [0x0007, "mu-law"],
  [0x0011, "IMA ADPCM"],
  [0x000a, "WMA Voice"],
  [0x0010, "OKI ADPCM"],
  [0x0017, "OKI ADPCM"],
  [0x0022, "TrueSpeech"],
  [YAMAHA, "Yamaha ADPCM"],
  [0x0031, "GSM 6.10"],
  [0x0040, "G.721 ADPCM"],
  [0x0042, "G.723.1"],
  [0x0045, "G.726 ADPCM"],
  [0x0064, "G.726 ADPCM"],
  [0x0059, "G.723 ADPCM"],
  [0x0061, "Duck DK4 ADPCM"],
  [0x0062, "Duck DK3 ADPCM"],
  [0x0069, "Xbox ADPCM"],
  [0x0050, "MPEG"],
  [0x0055, "MP3"],
  [0x00ff, "AAC"],
  [0x0160, "WMA 1"],
  [0x0161, "WMA"],
  [0x0162, "WMA Pro"],
  [0x0163, "WMA Lossless"],
  [0x0200, "Creative ADPCM"],
  [G722, "G.722"],
  [0x0270, "ATRAC3"],
  [0x1602, "AAC"],
  [0x1610, "HE-AAC"],
  [0x2000, "AC-3"],
  [0x2001, "DTS"],
  [0x5346, "SWF ADPCM"],
  [0x4143, "AAC"],
  [0x706d, "AAC"],
  [0x87af, "E-AC-3"],
  [0x704f, "Opus"],
  [0xa109, "Speex"],
  [FLAC, "FLAC"],
]);

export function waveCodec({ tag }: { readonly tag: number }): string {
  if (VORBIS_TAGS.has(tag)) return "Vorbis";
  return CODECS.get(tag) ?? `0x${tag.toString(16).padStart(4, "0")}`;
}
