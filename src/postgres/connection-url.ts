import type { EmbeddedConnection } from "./server-lock.ts";

/** A URL that libpq and `pg` understand alike. A socket's folder goes into the query: a URL's host can't hold a path. */
export function connectionUrl(connection: EmbeddedConnection): string {
  const { host, port, user, database, password } = connection;
  if (host.startsWith("/")) {
    // Not URLSearchParams: it writes a blank as "+", which libpq takes for a plus.
    const query = Object.entries({ host, port, user, sslmode: "disable" }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return `postgresql:///${encodeURIComponent(database)}?${query.join("&")}`;
  }
  const login = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(":");
  return `postgresql://${login}@${host}:${port}/${encodeURIComponent(database)}?sslmode=disable`;
}
