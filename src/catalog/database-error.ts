import { errorCode } from "../domain/error-code.ts";
import { CatalogError } from "../domain/catalog-error.ts";

/** True for the errors that end a connection rather than a statement: nothing more can be asked on it. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof CatalogError)
    return error.code === "database-lost" || error.code === "database-unreachable";
  const code = errorCode(error);
  if (code !== "") return code.startsWith("08") || code.startsWith("57P") || SOCKET_LOSSES.has(code);
  return (
    error instanceof Error &&
    /connection (terminated|ended)|client has encountered|not queryable/i.test(error.message)
  );
}

const SOCKET_LOSSES = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNREFUSED", "ENOENT", "ECONNABORTED"]);

/** True for what a second try may well do: the statement gave way to another program's (deadlock, serialization failure). */
export function isPassing(error: unknown): boolean {
  return ["40001", "40P01"].includes(errorCode(error));
}

/**
 * One line a person can act on for a statement that failed through no fault of its own: the server ends, is full, or
 * does not let us. Other errors come back as they are.
 */
export function statementError(error: unknown, where: string): unknown {
  const code = errorCode(error);
  const said = error instanceof Error ? error.message : String(error);
  const made = (kind: "database-lost" | "database-refused", text: string) =>
    new CatalogError(kind, text, { cause: error });
  if (error instanceof CatalogError) return error;
  // By the server's own word only: an ENOENT here may be a file's, from the walk that a COPY is fed with.
  if (/^(08|57P)/.test(code)) return made("database-lost", `the connection to ${where} broke: ${said}`);
  switch (code) {
    case "53100":
      return made(
        "database-refused",
        `the disk of ${where} is full (${said}): make room, then run the command again`,
      );
    case "57014":
      return made("database-refused", `${where} cancelled a statement (${said}): run the command again`);
    case "25006":
      return made(
        "database-refused",
        `${where} can't be written to (${said}): it is a standby, or set to read only`,
      );
    case "42501":
      return made(
        "database-refused",
        `${where} does not let this user do that (${said}): grant the right, or use another`,
      );
    default:
      // Lack of memory, locks, files; a damaged disk.
      return /^(53|58)/.test(code)
        ? made("database-refused", `${where} could not go on (${said}): see its log`)
        : error;
  }
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
  return /^(?:53|57|58|25006$)/.test(errorCode(error));
}

/** One line a person can act on for a connection that could not be made. `where` names the database without secrets. */
export function connectError(error: unknown, where: string): CatalogError {
  if (error instanceof CatalogError) return error;
  const code = errorCode(error);
  const said = error instanceof Error ? error.message : String(error);
  const made = (kind: "database-unreachable" | "database-refused", text: string) =>
    new CatalogError(kind, text, { cause: error });
  switch (code) {
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
      return made(
        "database-refused",
        `${where} has no such database (${said}): create it with createdb, encoding UTF8`,
      );
    case "53300":
      return made(
        "database-refused",
        `${where} has no connection left (${said}): close other programs or raise max_connections`,
      );
    case "57P03":
      return made("database-unreachable", `${where} is not ready (${said}): try again in a moment`);
    case "53100":
      return made(
        "database-refused",
        `the disk of ${where} is full (${said}): make room, then run the command again`,
      );
    default:
      return made(
        "database-unreachable",
        `can't connect to ${where} (${said || code || "no reason given"}): see that PostgreSQL runs there, and correct dbConnectionString`,
      );
  }
}
