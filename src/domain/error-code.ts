/** The code of a system's, a socket's or PostgreSQL's error, such as ENOENT or 57P03; empty where it has none. */
export function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a failed system call; EIO where the error has none. */
export function errnoOf(error: unknown): string {
  return errorCode(error) || "EIO";
}
