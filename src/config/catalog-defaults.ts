import { availableParallelism } from "node:os";
import { TRASH_FOLDER } from "../domain/trash-folder.ts";

/**
 * What samples and loops come in. No MIDI: the plan's clips use MIDI without an asset. No mp4, mov or mkv: in sample
 * folders those are tutorials, gigabytes that nobody puts on a track; who does adds them. A format that the parser does
 * not know (rex, the forerunner of rx2) is an asset with its hash all the same, so it counts for duplicates and moves.
 */
export const DEFAULT_EXTENSIONS: readonly string[] = [
  // PCM and its kin, which most sample packs are
  ["wav", "wave", "bwf", "rf64", "w64", "aif", "aiff", "aifc", "caf", "au", "snd"],
  // lossless
  ["flac", "wv", "ape", "tta", "dsf", "dff"],
  // lossy
  ["mp3", "mp2", "ogg", "oga", "opus", "spx", "m4a", "aac", "wma", "mpc", "amr"],
  // sliced loops
  ["rx2", "rex"],
].flat();

/**
 * Left out always, unless `exclude` takes one back with `!`: what systems, synchronisers and downloads leave behind.
 * Other hidden files the walk leaves out by itself, unless `include` names them.
 */
export const ALWAYS_EXCLUDED: readonly string[] = [
  // of macOS, on every drive that was there; hidden, but an `include` of hidden files is not meant for these
  ["._*", ".DS_Store"],
  // previews and bins of network drives and of Windows
  ["@eaDir", "#recycle", "$RECYCLE.BIN"],
  // on every disk of Windows or Linux, and nobody may list them: a problem in every pass, else
  ["System Volume Information", "lost+found"],
  // what scripts of `duplicates --script` moved away
  [TRASH_FOLDER],
  // not yet whole
  ["*.part", "*.tmp", "*.crdownload"],
].flat();

/** More readers than this are refused: every one is a thread with a JavaScript heap of its own. */
export const MAX_READERS = 64;

/**
 * One reader a core. Eight at most unless the user says more: one drive feeds no more than a few hashing cores
 * (one thread hashes over 1 GB/s), and the threads' heaps must fit the 300 MB that a scan may use.
 */
export function defaultReaders(): number {
  return Math.max(1, Math.min(availableParallelism(), 8));
}
