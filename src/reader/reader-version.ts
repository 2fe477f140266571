/**
 * Raised by one whenever the same bytes would give another reading: stored readings of an older version can then be
 * found and read again (`scan --reparse`), and problems of content get another try.
 */
export const READER_VERSION = 4;
