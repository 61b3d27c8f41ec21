// Bundles every test and runs them all.

import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const tests = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
await esbuild.build({
  entryPoints: tests.map((name) => `test/${name}`),
  outdir: "dist/test",
  bundle: true,
  packages: "external",
  format: "cjs",
  platform: "node",
  target: "node20",
});
const run = spawnSync(process.execPath, ["--test", "--test-timeout=120000", ...tests.map((name) => `dist/test/${name.replace(/ts$/, "js")}`)], { stdio: "inherit" });
process.exitCode = run.status ?? 1;
