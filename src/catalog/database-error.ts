import { CatalogError } from "../asset/catalog-error.ts";

/** The five-character code of a PostgreSQL error, or the errno of a socket's. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** True for the errors that end a connection rather than a statement: nothing more can be asked on it. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof CatalogError)
    return error.code === "database-lost" || error.code === "database-unreachable";
  const code = codeOf(error);
  if (code !== undefined) return code.startsWith("08") || code.startsWith("57P") || SOCKET_LOSSES.has(code);
  return (
    error instanceof Error &&
    /connection (terminated|ended)|client has encountered|not queryable/i.test(error.message)
  );
}

const SOCKET_LOSSES = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNREFUSED", "ENOENT", "ECONNABORTED"]);

/** True for what a second try may well do: deadlocks, serialization failures, a full connection table. */
export function isPassing(error: unknown): boolean {
  return ["40001", "40P01", "53300", "55P03"].includes(codeOf(error) ?? "");
}

/**
 * True for what is wrong with the database and not with what was asked of it: it is gone, full, out of memory or connections,
 * shutting down, read-only after a failover. It passes when somebody mends it, and then the same question is answered.
 */
export function isDatabaseFault(error: unknown): boolean {
  if (isConnectionLoss(error)) return true;
  if (error instanceof CatalogError) {
    return ["database-refused", "embedded-unavailable"].includes(error.code) || isDatabaseFault(error.cause);
  }
  return /^(?:53|57|58|25006$)/.test(codeOf(error) ?? "");
}

/** One line a person can act on for a connection that could not be made. `where` names the database without secrets. */
export function connectError(error: unknown, where: string): CatalogError {
  if (error instanceof CatalogError) return error;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const made = (kind: "database-unreachable" | "database-refused", text: string) =>
    new CatalogError(kind, text, { cause: error });
  switch (code ?? "") {
    case "ECONNREFUSED":
    case "ENOENT":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
      return made(
        "database-unreachable",
        `no PostgreSQL answers at ${where} (${code}): start it, or correct dbConnectionString`,
      );
    case "28P01":
    case "28000":
      return made(
        "database-refused",
        `${where} refused the log-in (${said}): check user and password in dbConnectionString`,
      );
    case "3D000":
      return made("database-refused", `${where}: ${said}; create it with createdb, encoding UTF8`);
    case "53300":
      return made(
        "database-refused",
        `${where} has no connection left (${said}): close other programs or raise max_connections`,
      );
    case "57P03":
      return made("database-unreachable", `${where} is not ready (${said}): try again in a moment`);
    default:
      return made("database-unreachable", `can't connect to ${where}: ${said || code || "no reason given"}`);
  }
}
