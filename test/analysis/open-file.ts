import { closeSync, openSync, statSync } from "node:fs";
import { type OpenAudio, openSound } from "../../src/analysis/open-sound.ts";
import { DescriptorSource } from "../../src/reader/descriptor-source.ts";
import { readAudioFacts } from "../../src/reader/facts/read-audio-facts.ts";
import { ReaderProgress } from "../../src/reader/reader-progress.ts";

export async function withOpenFile<T>(path: string, use: (audio: OpenAudio) => Promise<T>): Promise<T> {
  const descriptor = openSync(path, "r");
  try {
    const source = new DescriptorSource(descriptor, statSync(path).size, new ReaderProgress());
    const facts = await readAudioFacts(source, path);
    return await use({ source, descriptor, facts, onProgress: () => undefined });
  } finally {
    closeSync(descriptor);
  }
}

/** All samples with full scale 1, and who decoded them. */
export async function decoded(path: string): Promise<{ by: string; samples: Float64Array }> {
  return withOpenFile(path, async (audio) => {
    const { by, blocks, close } = await openSound(audio);
    const parts: Float64Array[] = [];
    for await (const { kind, samples } of blocks)
      parts.push(kind === "floats" ? samples.slice() : Float64Array.from(samples, (each) => each * 2 ** -31));
    close();
    const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return { by, samples: whole };
  });
}
