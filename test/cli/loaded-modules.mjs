// Loaded with --import: writes the address of every module that is loaded to the file in LOADED_MODULES.
import { appendFileSync } from "node:fs";
import { register } from "node:module";

register(import.meta.url);

export async function load(url, context, nextLoad) {
  appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
  return nextLoad(url, context);
}
