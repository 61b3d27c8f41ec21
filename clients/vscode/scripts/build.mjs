// Builds dist/: the bundle, and the schema of hairpin.yaml beside it.

import * as esbuild from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";

await mkdir("dist", { recursive: true });
await esbuild.build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20",
});
await copyFile("../../analyzer/estate/hairpin.schema.json", "dist/hairpin.schema.json");
