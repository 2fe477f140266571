import type { ServiceFacts } from "../../../src/daemon/service-files/service-facts.ts";

/** The facts of the rendered examples in `service/`. */
export const EXAMPLES = {
  linux: {
    platform: "linux",
    node: "/usr/bin/node",
    entry: "/home/ada/Studio/node_modules/musaic-catalog/dist/main.js",
    config: "/home/ada/Studio/musaic.config.json",
    logFolder: "/home/ada/.local/state/musaic-catalog",
    clusterFolder: "/home/ada/Studio/data/pg",
    user: "ada",
    uid: 1000,
    homedir: "/home/ada",
    xdgConfigHome: null,
    xdgDataHome: null,
  },
  darwin: {
    platform: "darwin",
    node: "/opt/homebrew/bin/node",
    entry: "/Users/ada/Studio/node_modules/musaic-catalog/dist/main.js",
    config: "/Users/ada/Studio/musaic.config.json",
    logFolder: "/Users/ada/Library/Logs/musaic-catalog",
    clusterFolder: "/Users/ada/Studio/data/pg",
    user: "ada",
    uid: 501,
    homedir: "/Users/ada",
    xdgConfigHome: null,
    xdgDataHome: null,
  },
  win32: {
    platform: "win32",
    node: "C:\\Program Files\\nodejs\\node.exe",
    entry: "C:\\Users\\ada\\Studio\\node_modules\\musaic-catalog\\dist\\main.js",
    config: "C:\\Users\\ada\\Studio\\musaic.config.json",
    logFolder: "C:\\Users\\ada\\AppData\\Local\\musaic-catalog\\logs",
    clusterFolder: "C:\\Users\\ada\\Studio\\data\\pg",
    user: "STUDIO\\ada",
    uid: null,
    homedir: "C:\\Users\\ada",
    xdgConfigHome: null,
    xdgDataHome: null,
  },
} as const satisfies Readonly<Record<"linux" | "darwin" | "win32", ServiceFacts>>;
