import { afterAll } from "vitest";
import type { DatabaseAddress } from "../../src/catalog/database-address.ts";
import { PassSessions } from "../../src/scan/pass-sessions.ts";

/** A database's passes share a connection, as the service's do: to connect and to make the temporary tables is half of a small pass. */
const lenders = new Map<DatabaseAddress, PassSessions>();

export function sharedSessions(address: DatabaseAddress): PassSessions {
  const lender = lenders.get(address) ?? new PassSessions();
  lenders.set(address, lender);
  return lender;
}

afterAll(async () => {
  for (const lender of lenders.values()) await lender.close();
  lenders.clear();
});
