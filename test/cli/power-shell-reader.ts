import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Language, Parser, type Node } from "web-tree-sitter";

/**
 * Follows a PowerShell script along its branches, for machines without PowerShell: it knows what tools/duplicates.ps1 is written in, no
 * more, and throws at anything else. Files are real.
 */
export async function readPowerShell(): Promise<{ hasError(text: string): boolean; run: RunScript }> {
  const grammar = "@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm";
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve(grammar)));
  const parse = (text: string): Node => {
    const tree = parser.parse(text.replace(/^\u{feff}/u, ""));
    if (tree === null) throw new Error("the parser gave up");
    return tree.rootNode;
  };
  return {
    hasError: (text) => parse(text).hasError,
    run: (text, action) => new Reader().run(parse(text), action),
  };
}

type RunScript = (text: string, action?: string) => { code: number; said: string[] };
type Value = string | number | boolean | null | Value[] | { readonly [name: string]: Value };

class Returned extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super("returned");
    this.value = value;
  }
}

class Exited extends Error {
  readonly code: number;
  constructor(code: number) {
    super("exited");
    this.code = code;
  }
}

class Reader {
  readonly #script = new Map<string, Value>();
  #local: Map<string, Value> | null = null;
  readonly #functions = new Map<string, Node>();
  #trap: Node | null = null;
  readonly #said: string[] = [];

  run(program: Node, action = "move"): { code: number; said: string[] } {
    if (program.hasError) throw new Error("the script does not parse");
    this.#script.set("action", action);
    try {
      for (const part of named(program)) {
        if (part.type === "statement_list") for (const statement of named(part)) this.#do(statement);
      }
      return { code: 0, said: this.#said };
    } catch (error) {
      if (error instanceof Exited) return { code: error.code, said: this.#said };
      if (!(error instanceof Error) || this.#trap === null) throw error;
      return { code: this.#trapped(error, this.#trap), said: this.#said };
    }
  }

  #trapped(error: Error, trap: Node): number {
    this.#local = null;
    this.#script.set("_", error.message);
    try {
      this.#block(only(trap, "statement_block"));
    } catch (thrown) {
      if (thrown instanceof Exited) return thrown.code;
      throw thrown;
    }
    throw new Error("the trap does not end the script");
  }

  #block(block: Node): void {
    for (const list of named(block)) for (const statement of named(list)) this.#do(statement);
  }

  /** A statement. What it gives would be printed, or be a part of what its function returns. */
  #do(node: Node): void {
    switch (node.type) {
      case "comment":
        return;
      case "function_statement":
        this.#functions.set(only(node, "function_name").text.toLowerCase(), node);
        return;
      case "trap_statement":
        this.#trap = node;
        return;
      case "if_statement":
        return this.#if(node);
      case "foreach_statement":
        return this.#forEach(node);
      case "try_statement":
        return this.#try(node);
      case "flow_control_statement":
        return this.#leave(node);
      default:
        if (this.#value(node) !== null) throw new Error(`it gives something: ${node.text}`);
    }
  }

  #if(node: Node): void {
    const other = node.namedChildren.find((child) => child?.type === "else_clause") ?? null;
    if (isTrue(this.#value(only(node, "pipeline")))) this.#block(only(node, "statement_block"));
    else if (other !== null) this.#block(only(other, "statement_block"));
  }

  #forEach(node: Node): void {
    for (const one of asArray(this.#value(only(node, "pipeline")))) {
      this.#set(only(node, "variable").text, one);
      this.#block(only(node, "statement_block"));
    }
  }

  #try(node: Node): void {
    try {
      this.#block(only(node, "statement_block"));
    } catch (error) {
      if (error instanceof Returned || error instanceof Exited || !(error instanceof Error)) throw error;
      this.#set("$_", error.message);
      this.#block(only(only(only(node, "catch_clauses"), "catch_clause"), "statement_block"));
    }
  }

  #leave(node: Node): never {
    const given = node.namedChildren[0] ?? null;
    const value = given === null ? null : this.#value(given);
    switch (node.child(0)?.text ?? "") {
      case "return":
        throw new Returned(value);
      case "exit":
        throw new Exited(Number(value));
      default:
        throw new Error(textOf(value));
    }
  }

  #value(node: Node): Value {
    const children = named(node);
    const [first, second] = children;
    switch (node.type) {
      case "command":
        return this.#command(node);
      case "assignment_expression":
        return this.#assign(node);
      case "variable":
        return this.#get(node.text);
      case "verbatim_string_characters":
        return node.text
          .slice(1, -1)
          .replaceAll(/(['\u2018\u2019\u201a\u201b])['\u2018\u2019\u201a\u201b]/gu, "$1");
      case "expandable_string_literal":
        return node.text
          .slice(1, -1)
          .replaceAll(/\$(?:\{(\w+)\}|((?:script:)?\w+))/g, (_, braced?: string, plain?: string) =>
            textOf(this.#get(`$${braced ?? plain}`)),
          );
      case "real_literal":
      case "decimal_integer_literal":
        return Number(node.text);
      case "array_expression":
        return asArray(this.#value(named(only(node, "statement_list"))[0] ?? node));
      case "invokation_expression":
        return this.#invoke(node);
      case "member_access":
        return member(this.#value(first ?? node), only(node, "member_name").text);
      case "expression_with_unary_operator": {
        const operand = this.#value(first ?? node);
        return node.child(0)?.text === "-not" ? !isTrue(operand) : -Number(operand);
      }
    }
    if (first === undefined) throw new Error(`unknown to the reader: ${node.type} ${node.text}`);
    if (second === undefined) return this.#value(first);
    if (node.type === "array_literal_expression" || node.type === "argument_expression_list")
      return children.map((child) => this.#value(child));
    if (node.type === "logical_expression") {
      const left = isTrue(this.#value(first));
      const isAnd = node.child(1)?.text === "-and";
      return left === isAnd ? isTrue(this.#value(second)) : left;
    }
    if (node.type === "comparison_expression") return this.#compare(children);
    throw new Error(`unknown to the reader: ${node.type} ${node.text}`);
  }

  #compare([left, operator, right]: Node[]): Value {
    if (left === undefined || operator === undefined || right === undefined) throw new Error("no comparison");
    if (operator.text === "-replace") {
      const [from, to] = right.descendantsOfType("verbatim_string_characters");
      const pattern = new RegExp(textOf(this.#value(from ?? right)), "gu");
      return textOf(this.#value(left)).replaceAll(pattern, textOf(this.#value(to ?? right)));
    }
    const isEqual = textOf(this.#value(left)).toLowerCase() === textOf(this.#value(right)).toLowerCase();
    if (operator.text === "-eq") return isEqual;
    if (operator.text === "-ne") return !isEqual;
    throw new Error(`unknown to the reader: ${operator.text}`);
  }

  #assign(node: Node): null {
    const name = only(node, "left_assignment_expression").text;
    const value = this.#value(only(node, "pipeline"));
    const adds = only(node, "assignement_operator").text.trim() === "+=";
    this.#set(name, adds ? Number(this.#get(name)) + Number(value) : value);
    return null;
  }

  #get(name: string): Value {
    const [scope, key] = this.#placeOf(name);
    const value = scope.get(key) ?? this.#script.get(key);
    if (value === undefined && key !== "null") throw new Error(`the variable ${name} has not been set`);
    return value ?? null;
  }

  #set(name: string, value: Value): void {
    const [scope, key] = this.#placeOf(name);
    if (key !== "null") scope.set(key, value);
  }

  #placeOf(name: string): [Map<string, Value>, string] {
    const key = name.replace(/^\$/, "").toLowerCase();
    if (key.startsWith("script:")) return [this.#script, key.slice("script:".length)];
    return [this.#local ?? this.#script, key];
  }

  #command(node: Node): Value {
    const name = only(node, "command_name").text.toLowerCase();
    const args = this.#argumentsOf(node);
    const called = this.#functions.get(name);
    if (called !== undefined) return this.#call(called, args);
    const command = COMMANDS[name];
    if (command === undefined) throw new Error(`unknown to the reader: ${name}`);
    return command(args, this.#said);
  }

  /** Without the parameters' names: the reader knows each command that has some. */
  #argumentsOf(node: Node): Value[] {
    const elements = node.namedChildren.find((child) => child?.type === "command_elements") ?? null;
    const given = elements === null ? [] : named(elements);
    return given
      .filter(({ type }) => type !== "command_argument_sep" && type !== "command_parameter")
      .map((one) => (one.type === "generic_token" ? one.text : this.#value(one)));
  }

  #call(called: Node, args: readonly Value[]): Value {
    const outer = this.#local;
    const parameters = only(called, "function_parameter_declaration").descendantsOfType("script_parameter");
    const local = new Map<string, Value>();
    for (const [index, parameter] of parameters.entries())
      if (parameter !== null)
        local.set(only(parameter, "variable").text.slice(1).toLowerCase(), args[index] ?? "");
    this.#local = local;
    try {
      this.#block(only(only(called, "script_block"), "script_block_body"));
      return null;
    } catch (error) {
      if (error instanceof Returned) return error.value;
      throw error;
    } finally {
      this.#local = outer;
    }
  }

  #invoke(node: Node): Value {
    const name = `${only(node, "type_literal").text}::${only(node, "member_name").text}`;
    const list = only(node, "argument_list").namedChildren[0] ?? null;
    const given = list === null ? [] : named(list).map((argument) => this.#value(argument));
    const method = METHODS[name];
    if (method === undefined) throw new Error(`unknown to the reader: ${name}`);
    const [path = "", other = ""] = given.map(textOf);
    return method(path, other);
  }
}

const METHODS: Readonly<Record<string, (path: string, other: string) => Value>> = {
  "[System.IO.File]::Exists": (path) => existsSync(path) && !statSync(path).isDirectory(),
  "[System.IO.Directory]::Exists": (path) => existsSync(path) && statSync(path).isDirectory(),
  "[System.IO.Path]::GetDirectoryName": (path) => dirname(path),
  "[System.IO.Directory]::CreateDirectory": (path) => {
    mkdirSync(path, { recursive: true });
    return { FullName: path };
  },
  "[System.IO.File]::Move": (from, to) => {
    if (existsSync(to)) throw new Error("Cannot create a file when that file already exists.");
    renameSync(from, to);
    return null;
  },
};

const COMMANDS: Readonly<Record<string, (args: readonly Value[], said: string[]) => Value>> = {
  "set-strictmode": () => null,
  "write-host": ([text], said) => {
    said.push(textOf(text));
    return null;
  },
  "get-item": ([path]) => {
    const seen = lstatSync(textOf(path));
    return { Length: seen.size, LinkType: seen.isSymbolicLink() ? "SymbolicLink" : "" };
  },
  "get-filehash": ([path]) => {
    const hash = createHash("sha256").update(readFileSync(textOf(path)));
    return { Hash: hash.digest("hex").toUpperCase() };
  },
};

function named(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null && child.type !== "comment");
}

function only(node: Node, type: string): Node {
  const found = node.namedChildren.find((child) => child?.type === type) ?? null;
  if (found === null) throw new Error(`no ${type} in ${node.text}`);
  return found;
}

function textOf(value: Value | undefined): string {
  if (typeof value === "object" && value !== null) throw new Error("an object is no text");
  return `${value ?? ""}`;
}

function isTrue(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function asArray(value: Value): Value[] {
  return Array.isArray(value) ? value : [value];
}

function member(object: Value, name: string): Value {
  if (object === null || typeof object !== "object" || Array.isArray(object))
    throw new Error(`no object has ${name}`);
  return object[name] ?? null;
}
