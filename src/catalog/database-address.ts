import { readFileSync } from "node:fs";
import { CatalogError } from "../domain/catalog-error.ts";
import { errorCode } from "../domain/error-code.ts";

/** The part of pg's own settings that an address says. Not pg's type: programs that use this package need not have it. */
interface ConnectionSettings {
  readonly connectionString?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly password?: string;
  readonly ssl?: false;
}

/** Where the database is: what pg takes, and a name for messages that holds no secret. */
export interface DatabaseAddress {
  readonly connection: ConnectionSettings;
  /** Tried when the server has no TLS: what `sslmode=prefer`, psql's default, means. */
  readonly withoutTls?: ConnectionSettings;
  readonly shownAs: string;
}

/** libpq's words; it refuses any other too. */
const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/**
 * The words of a URL that say where the server is and who we are. All others are left out: what they would set (an encoding,
 * a time limit, a format of answers) is ours to set, or means nothing to us.
 */
const WORDS = ["host", "port", "user", "password", "options", "sslmode", "sslrootcert", "sslcert", "sslkey"];

/** `postgres://…` and `postgresql://…` URLs; `sslmode` means what it means to psql. */
export function addressOfUrl(url: string): DatabaseAddress {
  const parsed = parseUrl(url);
  refuseMissingFiles(parsed);
  for (const word of new Set(parsed.searchParams.keys()))
    if (!WORDS.includes(word)) parsed.searchParams.delete(word);
  const shownAs = shown(parsed);
  const mode = parsed.searchParams.get("sslmode");
  if (mode !== null && !MODES.includes(mode)) {
    throw new CatalogError("config-invalid", `dbConnectionString: sslmode is none of ${MODES.join(", ")}`);
  }
  const plain = { connectionString: withMode(parsed, "disable") };
  if (mode === "disable") return { connection: plain, shownAs };
  const local = isSocket(parsed) || ["localhost", "127.0.0.1", "[::1]", ""].includes(parsed.hostname);
  if (mode === null && local) return { connection: plain, shownAs };
  if (mode === null || mode === "allow" || mode === "prefer") {
    return { connection: { connectionString: withMode(parsed, "require") }, withoutTls: plain, shownAs };
  }
  return { connection: { connectionString: withMode(parsed, mode) }, shownAs };
}

function parseUrl(url: string): URL {
  try {
    decodeURIComponent(url);
  } catch {
    throw new CatalogError(
      "config-invalid",
      "dbConnectionString holds a % that begins no character: write %25 for the sign itself, as in a password",
    );
  }
  try {
    // libpq allows an empty host before the path; WHATWG URLs of other schemes do too.
    return new URL(url);
  } catch {
    throw new CatalogError(
      "config-invalid",
      "dbConnectionString is no valid URL: expected postgresql://user:password@host:5432/database",
    );
  }
}

/** pg would read them when it connects, and its error names no setting. */
function refuseMissingFiles(parsed: URL): void {
  for (const word of ["sslrootcert", "sslcert", "sslkey"]) {
    const file = parsed.searchParams.get(word);
    if (file === null) continue;
    // libpq's word for the certificates that the system trusts, which are the default here.
    if (word === "sslrootcert" && file === "system") {
      parsed.searchParams.delete(word);
      continue;
    }
    try {
      readFileSync(file);
    } catch (error) {
      throw new CatalogError(
        "config-invalid",
        `dbConnectionString: the file of ${word} can't be read (${errorCode(error)}): put it at ${file}, or correct ${word}`,
        { cause: error },
      );
    }
  }
}

/** pg's own reading of sslmode is stricter than libpq's, unless it is told so. */
function withMode(parsed: URL, mode: string): string {
  const url = new URL(parsed);
  url.searchParams.set("sslmode", mode);
  url.searchParams.set("uselibpqcompat", "true");
  return url.href;
}

function isSocket(parsed: URL): boolean {
  return parsed.searchParams.get("host")?.startsWith("/") === true || /^%2f/i.test(parsed.hostname);
}

function shown(parsed: URL): string {
  const host = parsed.searchParams.get("host") ?? (decodeURIComponent(parsed.host) || "localhost");
  const database = decodeURIComponent(parsed.pathname.slice(1)) || "its default database";
  return `${host}/${database}`;
}
