import { readFileSync } from "node:fs";
import { z } from "zod";
import { packageFile } from "../../src/package-file.ts";

type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

/** Says what in a report's JSON breaks the schema that the package documents it with; nothing may be undocumented. */
export function schemaFaults(name: string, text: string): string[] {
  const schema: JsonSchema = JSON.parse(
    readFileSync(packageFile(`config/schemas/${name}.schema.json`), "utf8"),
    close,
  );
  const checked = z.fromJSONSchema(schema).safeParse(JSON.parse(text));
  return checked.success
    ? []
    : checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** Lets no key pass that the schema does not name: the published ones are open, since keys may be added. */
function close(_key: string, value: unknown): unknown {
  const isOpen =
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "object" &&
    "properties" in value;
  return isOpen ? { ...value, additionalProperties: false } : value;
}
