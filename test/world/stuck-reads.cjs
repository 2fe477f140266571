/**
 * Loaded before everything else (`node --require`), also in each process and thread that is started: to open a file whose
 * name begins with "stuck", or to lstat one that begins with "away", never returns, as on a drive that is away. A pipe without a writer stands for it; `<pipe>.asked`
 * is made when it is waited for.
 */
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { basename } = require("node:path");

const { openSync, lstatSync } = fs;
const hang = () => {
  fs.closeSync(openSync(`${process.env.STUCK_PIPE}.asked`, "w"));
  return openSync(process.env.STUCK_PIPE, "r");
};
fs.openSync = (path, ...rest) =>
  basename(String(path)).startsWith("stuck") ? hang() : openSync(path, ...rest);
fs.lstatSync = (path, ...rest) =>
  basename(String(path)).startsWith("away") ? hang() : lstatSync(path, ...rest);
syncBuiltinESMExports();
