/** Role and database of every embedded cluster. */
export const EMBEDDED_USER = "musaic";
export const EMBEDDED_DATABASE = "musaic";

/** How clients reach the server: a socket in this folder, or a port on loopback (Windows). */
export type ServerAddress =
  | { readonly kind: "socket"; readonly folder: string }
  | { readonly kind: "loopback"; readonly port: number };

/** Written into postgresql.conf once, by initdb, so that a person may change them there. */
const TUNING = {
  // PostgreSQL's own default, said so that initdb takes no less on a machine that is busy just then.
  shared_buffers: "128MB",
  // A scan uses fewer than ten; each slot costs memory, and someone's psql or the workstation wants some too.
  max_connections: "50",
  // Our statements are short or are set-based over plain columns: compiling them costs more than it saves.
  jit: "off",
  // One server, no replica, no archive: COPY into a table made in the same transaction need not go through the WAL.
  wal_level: "minimal",
  max_wal_senders: "0",
  // What fails in a statement is told by the client that sent it. In the log it would fill the disk, and show paths.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  // One line every five minutes in a service that runs for months.
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
} as const;

/**
 * What initdb is told, beside the folder. The built-in C.UTF-8 sorts by code point on every system and never changes with an
 * operating system's update, so no index is ever corrupted by one. Syncing stays on: with it initdb took 0.71 s, without 0.68 s.
 */
export function initdbArguments(passwordFile: string | undefined): string[] {
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const login =
    passwordFile === undefined ? ["--auth=peer"] : ["--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const tuning = Object.entries(TUNING).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return [`--username=${EMBEDDED_USER}`, "--no-instructions", ...locale, ...login, ...tuning];
}

/** pg_hba.conf. What no line names has no log-in: on Unix that is all of TCP. */
export function loginRules(platform: NodeJS.Platform): string {
  return platform === "win32"
    ? "host all all 127.0.0.1/32 scram-sha-256\n"
    : "local all all peer map=musaic\n";
}

/** pg_ident.conf: which users of the system may log in. Root may become any of them, so it is always named. */
export function loginMap(users: readonly string[]): string {
  const names = [...new Set(["root", ...users])];
  return names.map((name) => `musaic "${name.replaceAll('"', '""')}" ${EMBEDDED_USER}\n`).join("");
}

/**
 * Options that pg_ctl hands the server through a shell: where it listens. They stand on the command line because nobody
 * should lay the server open by an edit in postgresql.conf.
 */
export function startOptions(address: ServerAddress): string {
  const listen =
    address.kind === "socket"
      ? ["-c listen_addresses=", `-c unix_socket_directories=${address.folder}`, "-c port=5432"]
      : ["-c listen_addresses=127.0.0.1", `-c port=${address.port}`];
  return listen.join(" ");
}
