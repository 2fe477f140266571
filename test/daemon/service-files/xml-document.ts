import { DOMParser, type Document } from "@xmldom/xmldom";

/** Parses as strictly as the platforms do: any fault, also a mere warning, is thrown. */
export function xmlDocument(text: string): Document {
  return new DOMParser({ onError: throwFault }).parseFromString(text, "text/xml");
}

/** The text of every element of that name, in order. */
export function textsOf(document: Document, name: string): (string | null)[] {
  return Array.from(document.getElementsByTagName(name), (element) => element.textContent);
}

function throwFault(level: string, message: string): never {
  throw new Error(`${level}: ${message}`);
}
