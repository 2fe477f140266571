import type { Reading } from "../domain/reading.ts";
import { CopyEncoder } from "./copy-encoder.ts";

/** A row that has no form the database would take: a whole number beyond its type, a bigint in JSON. */
export class UnencodableError extends Error {
  override readonly name = "UnencodableError";
}

/** What `encodeReadings` writes, in its order; `read_at` is the server's clock. */
export const READING_COLUMNS = `file_path, library_id, size_bytes, mtime_ns, ctime_ns, device, inode, birth_ns,
  file_hash, duration, sample_rate, channels, metadata, reader_version, read_again`;
const COLUMNS = READING_COLUMNS.split(",").length;
/** COPY messages of this size; one of more than 1 GB would end the connection. */
const CHUNK_BYTES = 1 << 20;

/** In the order of READING_COLUMNS. Throws UnencodableError. */
export function encodeReadings(readings: readonly Reading[], libraryId: bigint): Buffer[] {
  const encoder = new CopyEncoder();
  const chunks = [CopyEncoder.header()];
  for (const reading of readings) {
    try {
      encodeRow(encoder, reading, libraryId);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new UnencodableError(`this row can't be written: ${said}`, { cause: error });
    }
    if (encoder.byteLength >= CHUNK_BYTES) chunks.push(encoder.take());
  }
  return [...chunks, encoder.take(), CopyEncoder.trailer()];
}

function encodeRow(encoder: CopyEncoder, { path, mark, hash, ...facts }: Reading, libraryId: bigint): void {
  // Half a surrogate pair would be stored as U+FFFD: a path that is not the file's.
  if (/\p{Surrogate}/u.test(path)) throw new Error("its path is no Unicode");
  encoder.row(COLUMNS).text(path).bigint(libraryId);
  encoder.bigint(mark.sizeBytes).bigint(mark.mtimeNs).bigint(mark.ctimeNs);
  encoder.bigint(mark.device).bigint(mark.inode).bigint(mark.birthNs);
  encoder.text(hash).real(facts.durationSeconds).integer(facts.sampleRateHz).integer(facts.channels);
  encoder.json(facts.metadata).integer(facts.readerVersion).boolean(facts.readAgain);
}
