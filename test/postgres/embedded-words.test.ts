import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { decideClusterState, type ClusterFacts } from "../../src/postgres/cluster-state.ts";
import { connectionUrl } from "../../src/postgres/connection-url.ts";
import { parsePostmaster } from "../../src/postgres/postmaster-file.ts";
import { lastUsefulLine, serverEnvironment } from "../../src/postgres/run-program.ts";
import { connectionTo, isPassing } from "../../src/postgres/server-lock.ts";
import { initdbArguments, loginMap, loginRules, startOptions } from "../../src/postgres/server-settings.ts";
import { accessArguments, freePort, userAccount } from "../../src/postgres/windows-login.ts";

const postmaster = { pid: 8225, port: 5432, host: "/run/user/1000/musaic" };

test("what lies in a cluster's folder is told apart", () => {
  const whole: ClusterFacts = {
    names: ["PG_VERSION", "global"],
    major: "18",
    bootstrapped: true,
    postmaster: undefined,
    pidUse: "gone",
  };
  expect([
    decideClusterState({ ...whole, names: undefined, major: undefined, bootstrapped: false }),
    decideClusterState({ ...whole, names: [], major: undefined, bootstrapped: false }),
    decideClusterState({ ...whole, names: ["song.wav"], major: undefined, bootstrapped: false }),
    decideClusterState({ ...whole, bootstrapped: false }),
    decideClusterState({ ...whole, major: "17" }),
    decideClusterState(whole),
    decideClusterState({ ...whole, postmaster }),
    decideClusterState({ ...whole, postmaster, pidUse: "other" }),
    decideClusterState({ ...whole, postmaster, pidUse: "ours" }),
    decideClusterState({ ...whole, postmaster, pidUse: "unknown" }),
  ]).toEqual([
    { kind: "absent" },
    { kind: "absent" },
    { kind: "not-a-cluster" },
    { kind: "half-made" },
    { kind: "other-version", major: "17" },
    { kind: "stopped" },
    { kind: "stopped" },
    { kind: "stale", postmaster },
    { kind: "running", postmaster, use: "ours" },
    { kind: "running", postmaster, use: "unknown" },
  ]);
});

test("postmaster.pid is read on Unix, on Windows, half written, and not from rubbish", () => {
  expect([
    parsePostmaster("8225\n/data/pg\n1795334246\n5432\n/run/x\n\n  2154594        22\nready   \n"),
    parsePostmaster("8225\r\nC:/data/pg\r\n1795334246\r\n50123\r\n\r\n127.0.0.1\r\n\r\nready\r\n"),
    parsePostmaster("8225\n/data/pg\n1795334246\n5432\n/run"),
    parsePostmaster("8225\n/data/pg\n"),
    parsePostmaster(""),
    parsePostmaster("rubbish\n"),
  ]).toEqual([
    { pid: 8225, port: 5432, host: "/run/x" },
    { pid: 8225, port: 50_123, host: "127.0.0.1" },
    { pid: 8225, port: 5432, host: undefined },
    { pid: 8225, port: 0, host: undefined },
    undefined,
    undefined,
  ]);
});

test("a URL keeps a socket's folder and a password whole", () => {
  const login = { user: "musaic", database: "musaic", ssl: false } as const;
  expect([
    connectionUrl({ host: "/run/user/1000/a b&c", port: 5432, ...login }),
    connectionUrl({ host: "127.0.0.1", port: 50_123, password: "a/b@c", ...login }),
  ]).toEqual([
    "postgresql:///musaic?host=%2Frun%2Fuser%2F1000%2Fa%20b%26c&port=5432&user=musaic&sslmode=disable",
    "postgresql://musaic:a%2Fb%40c@127.0.0.1:50123/musaic?sslmode=disable",
  ]);
});

test("a server that is still writing its pid file has no connection yet", () => {
  expect([
    connectionTo({ ...postmaster, host: undefined }, undefined),
    connectionTo(postmaster, "secret"),
  ]).toEqual([
    undefined,
    { host: postmaster.host, port: 5432, user: "musaic", database: "musaic", password: "secret", ssl: false },
  ]);
});

test("of a failed program's words the line that says why is kept", () => {
  const log = [
    "2026-11-22 08:07:05.678 UTC [12496] LOG:  starting PostgreSQL 18.4",
    '2026-11-22 08:07:05.679 UTC [12496] FATAL:  could not write lock file "postmaster.pid": No space left on device',
    "2026-11-22 08:07:05.680 UTC [12496] LOG:  database system is shut down",
  ].join("\n");
  expect([
    lastUsefulLine(`pg_ctl: could not start server\nExamine the log output.\n${log}`),
    lastUsefulLine(
      'initdb: error: could not write file "x": No space left on device\ninitdb: removing data directory "/x"\n',
    ),
    lastUsefulLine(
      "running bootstrap script ... 2026-11-22 08:24:31.904 UTC [7417] FATAL:  no space\nchild process exited with exit code 1\n",
    ),
    lastUsefulLine("Illegal instruction\n"),
    lastUsefulLine(""),
  ]).toEqual([
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    'initdb: error: could not write file "x": No space left on device',
    "FATAL:  no space",
    "Illegal instruction",
    "it gave no reason",
  ]);
});

test("the environment of the server's programs holds nothing that leads them elsewhere", () => {
  const from = {
    PATH: "/bin",
    PGDATA: "/x",
    PGPORT: "1",
    LANG: "de_DE",
    LC_ALL: "de",
    LD_LIBRARY_PATH: "/x",
    TZ: "UTC",
  };
  expect(serverEnvironment(from)).toEqual({ PATH: "/bin", LC_ALL: "C", TZ: "UTC" });
});

test("only named users of the machine may log in on Unix, on Windows only those who know the password", () => {
  expect([loginRules("linux"), loginMap(['o"neil', "root"]), loginRules("win32")]).toEqual([
    "local all all peer map=musaic\n",
    'musaic "root" musaic\nmusaic "o""neil" musaic\n',
    "host all all 127.0.0.1/32 scram-sha-256\n",
  ]);
  expect([initdbArguments(undefined).slice(6, 7), initdbArguments("C:\\x").slice(6, 8)]).toEqual([
    ["--auth=peer"],
    ["--auth=scram-sha-256", "--pwfile=C:\\x"],
  ]);
  expect(accessArguments("C:\\x", "ann")).toEqual(["C:\\x", "/inheritance:r", "/grant:r", "ann:F"]);
});

test("Windows' users are named with their domain, which a bare name may be ambiguous without", () => {
  const { username } = userInfo();
  expect([
    userAccount({ USERDOMAIN: "STUDIO" }, "win32"),
    userAccount({}, "win32"),
    userAccount({ USERDOMAIN: "STUDIO" }, "linux"),
  ]).toEqual([`STUDIO\\${username}`, username, username]);
});

test("the server listens on its socket only, on Windows on loopback only", () => {
  expect([
    startOptions({ kind: "socket", folder: "/tmp/musaic-1" }),
    startOptions({ kind: "loopback", port: 50_123 }),
  ]).toEqual([
    "-c listen_addresses= -c unix_socket_directories=/tmp/musaic-1 -c port=5432",
    "-c listen_addresses=127.0.0.1 -c port=50123",
  ]);
});

test("a free port is one that can be listened on", async () => {
  expect(await freePort()).toBeGreaterThan(1023);
});

const failing = (code?: string, message = "") =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

test("errors that pass by themselves are told from refusals", () => {
  const passing = ["ENOENT", "ECONNREFUSED", "57P03", "57P01", "53300"].map((code) =>
    isPassing(failing(code)),
  );
  const refused = ["28000", "28P01", "3D000", "EACCES"].map((code) => isPassing(failing(code)));
  const wordless = isPassing(failing(undefined, "Connection terminated unexpectedly"));
  expect([...passing, wordless, ...refused]).toEqual([...Array(6).fill(true), ...Array(4).fill(false)]);
});
