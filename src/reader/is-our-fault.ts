/** Node's codes for a module that can't be found or loaded. */
const LOADING_FAILED =
  /^(?:ERR_(?:MODULE|PACKAGE|INVALID_PACKAGE|INVALID_MODULE|UNSUPPORTED_DIR|UNKNOWN_FILE)_|MODULE_NOT_FOUND$)/;

/**
 * Whether an error says that a part of this program could not be loaded (its package is being installed anew), and
 * nothing about the file in hand. A module that is half written is a SyntaxError: no parser of audio evaluates text.
 */
export function isOurFault(error: unknown): error is Error {
  if (error instanceof SyntaxError) return true;
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    LOADING_FAILED.test(error.code)
  );
}
