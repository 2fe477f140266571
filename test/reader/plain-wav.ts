/** A WAV file of 16-bit mono at 44.1 kHz; the same frames are the same bytes. */
export function plainWav({ frames }: { frames: number }): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + frames * 2, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(44_100, 24);
  header.writeUInt32LE(88_200, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(frames * 2, 40);
  const audio = Buffer.alloc(frames * 2);
  for (let frame = 0; frame < frames; frame += 1) audio.writeInt16LE((frame * 7919) % 32_768, frame * 2);
  return Buffer.concat([header, audio]);
}
