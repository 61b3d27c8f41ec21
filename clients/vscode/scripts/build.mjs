// Builds dist/: the bundle, the licences of what is in it, and the schema of
// hairpin.yaml.

import * as esbuild from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

await mkdir("dist", { recursive: true });
const { metafile } = await esbuild.build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  metafile: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20",
});
await writeFile("dist/THIRD_PARTY.txt", await notices(Object.keys(metafile.inputs)));
await copyFile("../../analyzer/estate/hairpin.schema.json", "dist/hairpin.schema.json");

/** The licences of the packages that some files belong to. */
async function notices(files) {
  const folders = new Set(files.flatMap((f) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(f) ?? []));
  const parts = [];
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const licence = (await readdir(folder)).find((f) => /^licen[cs]e/i.test(f));
    if (!licence) throw new Error(`${name} has no licence`);
    parts.push(`== ${name} ${version} ==\n\n${await readFile(path.join(folder, licence), "utf8")}\n`);
  }
  return parts.join("\n");
}
