/**
 * Random access to the bytes of one file that is open already, for parsers that must look elsewhere.
 * Reads are synchronous: they run on a worker thread, mostly in bytes that were just read for the hash.
 */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `position`, at most `length`, fewer at the end of the file. Never allocates beyond the file. */
  read(position: number, length: number): Uint8Array;
}
