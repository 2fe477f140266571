import { parseBuffer, type parseFromTokenizer } from "music-metadata";
import type { ByteSource } from "../byte-source.ts";

type Tokenizer = Parameters<typeof parseFromTokenizer>[0];
type ReadOptions = Parameters<Tokenizer["readBuffer"]>[1];
interface Token<T> {
  readonly len: number;
  get(bytes: Uint8Array, offset: number): T;
}

/** The parser went round in circles: more reads than any sane file of this size needs. */
class TooManyReads extends Error {
  override readonly name = "TooManyReads";
}

/**
 * The longest token that is allocated: pictures and lyrics of honest files are below, a lie of 4 GB is not.
 */
const MAX_TOKEN_BYTES = 64 * 1024 * 1024;
/**
 * One read a 16 bytes of file is more than any format needs; the floor is for small files with many atoms.
 */
const MIN_READS = 100_000;

/**
 * music-metadata's view of the file: positioned reads, and no token longer than the rest of the file is ever
 * allocated. Its own tokenizers want a whole buffer or a path of their own, and it would be a second open.
 */
export class SourceTokenizer implements Tokenizer {
  readonly fileInfo: { size: number; mimeType: string };
  position = 0;
  readonly #source: ByteSource;
  #readsLeft: number;

  constructor(source: ByteSource, mimeType: string) {
    this.#source = source;
    this.fileInfo = { size: source.sizeBytes, mimeType };
    this.#readsLeft = Math.max(MIN_READS, source.sizeBytes / 16);
  }

  async readBuffer(target: Uint8Array, options?: ReadOptions): Promise<number> {
    const count = await this.#copy(target, options);
    this.position = (options?.position ?? this.position) + count;
    return count;
  }

  async peekBuffer(target: Uint8Array, options?: ReadOptions): Promise<number> {
    return this.#copy(target, options);
  }

  async readToken<T>(token: Token<T>, position: number = this.position): Promise<T> {
    const value = token.get(await this.#bytes(position, token.len), 0);
    this.position = position + token.len;
    return value;
  }

  async peekToken<T>(token: Token<T>, position?: number | null): Promise<T> {
    return token.get(await this.#bytes(position ?? this.position, token.len), 0);
  }

  async readNumber(token: Token<number>): Promise<number> {
    return this.readToken(token);
  }

  async peekNumber(token: Token<number>): Promise<number> {
    return this.peekToken(token);
  }

  async ignore(length: number): Promise<number> {
    if (!Number.isSafeInteger(length) || length < 0)
      throw new RangeError("a parser wanted to skip backwards");
    this.#count();
    const ignored = Math.min(length, Math.max(0, this.fileInfo.size - this.position));
    this.position += ignored;
    return ignored;
  }

  supportsRandomAccess(): boolean {
    return true;
  }

  setPosition(position: number): void {
    if (!Number.isSafeInteger(position) || position < 0)
      throw new RangeError("a parser wanted to go before the start");
    this.#count();
    this.position = position;
  }

  async close(): Promise<void> {
    // Who opened the file closes it.
  }

  async abort(): Promise<void> {
    // Reads are synchronous: there is never one under way.
  }

  async #bytes(position: number, length: number): Promise<Uint8Array> {
    this.#count();
    if (!Number.isSafeInteger(position) || position < 0 || !Number.isSafeInteger(length) || length < 0) {
      throw new RangeError("a parser wanted bytes at an impossible place");
    }
    if (length > this.fileInfo.size - position) throw await endOfStream();
    if (length > MAX_TOKEN_BYTES) throw new RangeError(`a field claims ${length} bytes`);
    // A copy: tokens may keep what they are given, and the source may reuse its memory.
    return new Uint8Array(this.#source.read(position, length));
  }

  async #copy(target: Uint8Array, options: ReadOptions): Promise<number> {
    this.#count();
    const position = options?.position ?? this.position;
    const wanted = Math.min(options?.length ?? target.length, target.length);
    const there = Math.max(0, Math.min(wanted, this.fileInfo.size - position));
    if (there < wanted && options?.mayBeLess !== true) throw await endOfStream();
    if (there > 0) target.set(this.#source.read(position, there));
    return there;
  }

  #count(): void {
    this.#readsLeft -= 1;
    if (this.#readsLeft < 0) throw new TooManyReads("the structure of the file leads in circles");
  }
}

/**
 * The error by which music-metadata knows the ordinary end of a file from a failure. It is a class of the
 * tokenizer library that it does not export, and without it an ID3 tag with no audio behind it loses all its
 * tags: an empty buffer brings one forth.
 */
async function endOfStream(): Promise<Error> {
  try {
    await parseBuffer(new Uint8Array(0), "audio/wav");
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return new RangeError("the file ends inside a field");
}
