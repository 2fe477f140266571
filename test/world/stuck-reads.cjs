/**
 * Loaded before everything else (`node --require`), also in each process and thread that is started: to open a file whose
 * name begins with "stuck" never returns, as on a drive that is away. A pipe without a writer stands for it; `<pipe>.asked`
 * is made when it is waited for.
 */
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { basename } = require("node:path");

const real = fs.openSync;
fs.openSync = (path, ...rest) => {
  if (!basename(String(path)).startsWith("stuck")) return real(path, ...rest);
  fs.closeSync(real(`${process.env.STUCK_PIPE}.asked`, "w"));
  return real(process.env.STUCK_PIPE, "r");
};
syncBuiltinESMExports();
