import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  parseSync,
  Visitor,
  type CallExpression,
  type Expression,
  type Program,
  type TSSignature,
  type TSType,
} from "oxc-parser";
import { packageFile } from "../../../src/package-file.ts";

/** A statement in the sources, and what its caller says of the rows: column → type as it is written there. */
export interface DeclaredRow {
  /** `catalog/decide.ts:82`. */
  readonly at: string;
  readonly statement: string;
  readonly columns: ReadonlyMap<string, string>;
}

interface Source {
  readonly name: string;
  readonly text: string;
  readonly program: Program;
}

/** What every call of `run<…>(name)`, `sql<…>(text)` and `count<…>(session, name)` in src expects of its rows. */
export function declaredRows(): DeclaredRow[] {
  const src = packageFile("src");
  const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => parse(name, readFileSync(join(src, name), "utf8")));
  return sources.flatMap((source) => rowsOf(source, sources));
}

function parse(name: string, text: string): Source {
  return { name, text, program: parseSync(name, text).program };
}

function rowsOf(source: Source, sources: readonly Source[]): DeclaredRow[] {
  const rows: DeclaredRow[] = [];
  const visitor = new Visitor({
    CallExpression(call) {
      const [type] = call.typeArguments?.params ?? [];
      const statement = type === undefined ? null : statementOf(call, source);
      if (type === undefined || statement === null) return;
      const line = source.text.slice(0, call.start).split("\n").length;
      const types = new Types(source, sources);
      const columns = isCount(call) ? types.countsOf(type) : types.columnsOf(type);
      rows.push({ at: `${source.name}:${line}`, statement, columns });
    },
  });
  visitor.visit(source.program);
  return rows;
}

/** `count<"moved" | "returned">(session, …)` names columns, each of which is a number of rows. */
function isCount({ callee }: CallExpression): boolean {
  return callee.type === "Identifier" && callee.name === "count";
}

/** The statement that the call sends; null: it is none of the three. */
function statementOf(call: CallExpression, source: Source): string | null {
  const { callee, arguments: given } = call;
  if (isCount(call)) return query(constant(given[1] as Expression, source));
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return null;
  const said = given[0] as Expression | undefined;
  if (callee.property.name === "run") return said === undefined ? null : query(constant(said, source));
  if (callee.property.name === "sql") return said === undefined ? null : constant(said, source);
  return null;
}

function query(name: string | null): string | null {
  return name === null ? null : readFileSync(packageFile(`sql/queries/${name}.sql`), "utf8");
}

/** A text that is written in the source, or put together from constants of the same file. */
function constant(node: Expression, source: Source): string | null {
  if (node.type === "Literal") return String(node.value);
  if (node.type === "TemplateLiteral") {
    const parts = node.quasis.map(({ value }, index) => {
      const expression = node.expressions[index];
      return (value.cooked ?? "") + (expression === undefined ? "" : (constant(expression, source) ?? "?"));
    });
    return parts.join("");
  }
  if (node.type !== "Identifier") return null;
  for (const statement of source.program.body) {
    const made = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (made?.type !== "VariableDeclaration") continue;
    for (const { id, init } of made.declarations)
      if (id.type === "Identifier" && id.name === node.name && init !== null) return constant(init, source);
  }
  return null;
}

/** Row types as a reader of the source finds them: in the file, or anywhere else in src by their name. */
class Types {
  readonly #source: Source;
  readonly #sources: readonly Source[];

  constructor(source: Source, sources: readonly Source[]) {
    this.#source = source;
    this.#sources = [source, ...sources];
  }

  columnsOf(type: TSType): Map<string, string> {
    if (type.type === "TSParenthesizedType") return this.columnsOf(type.typeAnnotation);
    if (type.type === "TSIntersectionType")
      return new Map(type.types.flatMap((one) => [...this.columnsOf(one)]));
    if (type.type === "TSTypeLiteral") return this.#members(type.members);
    if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return new Map();
    const [of, which] = type.typeArguments?.params ?? [];
    const { name } = type.typeName;
    if (name === "Row") return new Map();
    if (name === "Readonly" && of !== undefined) return this.columnsOf(of);
    if (name === "Record" && of !== undefined && which !== undefined)
      return new Map(this.#words(of).map((word) => [word, this.#text(which)]));
    if ((name === "Pick" || name === "Omit") && of !== undefined && which !== undefined) {
      const words = new Set(this.#words(which));
      return new Map([...this.columnsOf(of)].filter(([column]) => words.has(column) === (name === "Pick")));
    }
    return this.#named(name);
  }

  countsOf(words: TSType): Map<string, string> {
    return new Map(this.#words(words).map((word) => [word, "bigint"]));
  }

  #named(name: string): Map<string, string> {
    for (const source of this.#sources) {
      for (const statement of source.program.body) {
        const made = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
        const here = new Types(source, this.#sources);
        if (made?.type === "TSTypeAliasDeclaration" && made.id.name === name)
          return here.columnsOf(made.typeAnnotation);
        if (made?.type !== "TSInterfaceDeclaration" || made.id.name !== name) continue;
        const above = made.extends.flatMap(({ expression }) =>
          expression.type === "Identifier" && expression.name !== "Row"
            ? [...here.#named(expression.name)]
            : [],
        );
        return new Map([...above, ...here.#members(made.body.body)]);
      }
    }
    return new Map();
  }

  #members(members: readonly TSSignature[]): Map<string, string> {
    const columns = new Map<string, string>();
    for (const member of members) {
      if (member.type !== "TSPropertySignature") continue;
      const { key, typeAnnotation } = member;
      const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
      columns.set(
        name,
        typeAnnotation === null || typeAnnotation === undefined
          ? ""
          : this.#text(typeAnnotation.typeAnnotation),
      );
    }
    return columns;
  }

  /** The words of `"a" | "b"` or of `keyof T`. */
  #words(type: TSType): string[] {
    if (type.type === "TSLiteralType" && type.literal.type === "Literal") return [String(type.literal.value)];
    if (type.type === "TSUnionType") return type.types.flatMap((one) => this.#words(one));
    if (type.type === "TSTypeOperator") return [...this.columnsOf(type.typeAnnotation).keys()];
    return [];
  }

  #text(type: TSType): string {
    return this.#source.text.slice(type.start, type.end);
  }
}
