import { parseBuffer } from "music-metadata";
import type { AudioFacts } from "../../asset/reading.ts";
import type { ByteSource } from "../byte-source.ts";

/** The plain facts that music-metadata gives; stands in until the whole of it is built. */
export async function readAudioFacts(source: ByteSource, fileName: string): Promise<AudioFacts> {
  const bytes = source.read(0, Math.min(source.sizeBytes, 1024 * 1024));
  const { format } = await parseBuffer(
    bytes,
    { path: fileName, size: source.sizeBytes },
    { skipCovers: true },
  );
  return {
    durationSeconds: format.duration ?? null,
    sampleRateHz: format.sampleRate ?? null,
    channels: format.numberOfChannels ?? null,
    metadata: {
      ...(format.container === undefined ? {} : { container: format.container }),
      ...(format.codec === undefined ? {} : { codec: format.codec }),
    },
  };
}
