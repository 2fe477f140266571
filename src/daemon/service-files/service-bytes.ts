import { readFile } from "node:fs/promises";
import type { ServicePlan } from "./service-facts.ts";

/** The file's content, byte for byte. */
export function serviceBytes({ text, encoding }: ServicePlan): Buffer {
  return Buffer.from(encoding === "utf16le" ? `\uFEFF${text}` : text, encoding);
}

/** What is installed, or null. */
export async function contentOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
