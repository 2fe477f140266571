/** The document with what stands between `<!-- name -->` and `<!-- /name -->` replaced. Throws if the marks aren't there. */
export function withSection(document: string, name: string, section: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = document.indexOf(open);
  const to = document.indexOf(close, from);
  if (from === -1 || to === -1) throw new Error(`the document has no section ${open} … ${close}`);
  return `${document.slice(0, from)}${open}\n\n${section.trim()}\n\n${document.slice(to)}`;
}
