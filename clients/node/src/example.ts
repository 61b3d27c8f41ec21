// Asks a server about the policies of a folder, and prints what it finds:
//   node dist/src/example.js http://127.0.0.1:8787 ../../examples/contoso
// A token comes from HAIRPIN_TOKEN.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { analyzeInPieces, AnalyzeRequestSchema, connect, FileSchema, Severity } from "./client.js";

const [url, folder] = process.argv.slice(2);
if (url === undefined || folder === undefined) {
  console.error("usage: node example.js URL FOLDER");
  process.exit(2);
}
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => create(FileSchema, { path: path.slice(join(folder, "x").length - 1).replaceAll("\\", "/"), content: readFileSync(path) }));
const token = process.env["HAIRPIN_TOKEN"];
const client = connect(url, token === undefined ? {} : { token });
const resp = await analyzeInPieces(client, create(AnalyzeRequestSchema, { files }));
for (const f of resp.findings) {
  const start = f.location?.range?.start;
  console.log(`${f.location?.path}:${start?.line}:${start?.column} ${Severity[f.severity]?.toLowerCase()} ${f.ruleId} ${f.message}`);
}
process.exitCode = resp.findings.some((f) => f.severity <= Severity.WARNING) ? 1 : 0;
