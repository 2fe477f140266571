import { CatalogError } from "../../domain/catalog-error.ts";

/** All that a service file is filled in with. Paths are absolute and the platform's own. */
export interface ServiceFacts {
  readonly platform: NodeJS.Platform;
  /** The Node.js that runs the service, and our built entry, `dist/start.cjs`. */
  readonly node: string;
  readonly entry: string;
  /** Named always: a service is not started in the folder that somebody works in. */
  readonly config: string;
  readonly logFolder: string;
  /** The embedded server's cluster; null with an external database. */
  readonly clusterFolder: string | null;
  /** The log-in name; on Windows with its domain. */
  readonly user: string;
  /** macOS names a user's services by it; null on Windows. */
  readonly uid: number | null;
  readonly homedir: string;
  /** Where the user's settings are, if `XDG_CONFIG_HOME` says so. */
  readonly xdgConfigHome: string | null;
  /** The same of the user's data, by `XDG_DATA_HOME`. */
  readonly xdgDataHome: string | null;
  /** Whether systemd can make the home read-only to a service of this user. */
  readonly canCloseHome: boolean;
}

/** One command of the platform's own service manager. */
export interface Step {
  readonly command: readonly [program: string, ...args: string[]];
  /** "fail": its failure is ours. "ignore": it only makes room, there may be nothing to do. */
  readonly onFailure: "fail" | "ignore";
  /** Tries before it has failed, a second apart. */
  readonly tries: number;
  /** Words of a refusal that no second try changes. */
  readonly final?: RegExp;
}

/** A service for one platform: the file, where it belongs, and the commands that go with it. */
export interface ServicePlan {
  readonly file: string;
  readonly text: string;
  readonly encoding: "utf8" | "utf16le";
  /** They must be there first. */
  readonly folders: readonly string[];
  readonly install: readonly Step[];
  /** Changes nothing, and fails where there is no manager to talk to; null: `install` itself tells soon enough. */
  readonly reach: Step | null;
  /** Before the file is removed. */
  readonly uninstall: readonly Step[];
  readonly afterRemoval: readonly Step[];
  readonly status: Step;
  /** Whether what `status` printed means that the service runs. */
  readonly isRunning: (output: string) => boolean;
  /** Null: the manager keeps what it prints. */
  readonly log: string | null;
  /** What a person can do about what the manager said when it refused; null: its words are all there is. */
  readonly remedyOf: (refusal: string) => string | null;
}

export function step(program: string, ...args: string[]): Step {
  return { command: [program, ...args], onFailure: "fail", tries: 1 };
}

export function mayFail(one: Step): Step {
  return { ...one, onFailure: "ignore", tries: 1 };
}

/** What Node.js is started with. */
export function watchArguments({ entry, config }: ServiceFacts): string[] {
  return [entry, "watch", "--config", config];
}

/** Throws `usage` for a path with a control character: neither XML nor a unit's list of paths can hold one. */
export function refuseControlCharacters(facts: ServiceFacts): void {
  const paths = [
    facts.node,
    facts.entry,
    facts.config,
    facts.logFolder,
    facts.clusterFolder ?? "",
    facts.homedir,
  ];
  // oxlint-disable-next-line no-control-regex -- they are what this is about
  const bad = paths.find((path) => /[\u0000-\u001f\u007f]/.test(path));
  if (bad === undefined) return;
  throw new CatalogError(
    "usage",
    `a service can't be made with a control character in a path: ${JSON.stringify(bad)}`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text that is the same text inside an XML element or attribute. */
export function xmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
