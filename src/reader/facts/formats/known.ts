import type { Found } from "../found.ts";

/** A configuration's zeros don't overrule what stands around it. */
export function known(found: Found): Found {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== 0 && value !== undefined));
}
