import type { EmbeddedConnection } from "./server-lock.ts";

/** A URL that libpq and `pg` understand alike. A socket's folder goes into the query: a URL's host can't hold a path. */
export function connectionUrl(connection: EmbeddedConnection): string {
  const { host, port, user, database, password } = connection;
  if (host.startsWith("/")) {
    const query = new URLSearchParams({ host, port: String(port), user, sslmode: "disable" });
    return `postgresql:///${encodeURIComponent(database)}?${query.toString()}`;
  }
  const login = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(":");
  return `postgresql://${login}@${host}:${port}/${encodeURIComponent(database)}?sslmode=disable`;
}
