// Makes a package for each platform, with the server inside, and one without:
// node scripts/package.mjs BIN OUT [TARGET...]. BIN holds a folder for each
// platform, such as linux-amd64, and the licences of what the server is made of.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";

/** The targets of VS Code, and the platforms of Go. */
const platforms = {
  "linux-x64": "linux-amd64",
  "linux-arm64": "linux-arm64",
  "win32-x64": "windows-amd64",
  "win32-arm64": "windows-arm64",
  "darwin-x64": "darwin-amd64",
  "darwin-arm64": "darwin-arm64",
};
const universal = "universal";

/** What a package may weigh, in bytes. */
const limit = 15e6;

const [bin, out, ...wanted] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
for (const target of wanted.length > 0 ? wanted : [...Object.keys(platforms), universal]) {
  rmSync("bin", { recursive: true, force: true });
  const args = ["package", "--no-dependencies", "--allow-missing-repository", "--out", path.resolve(out, `hairpin-vscode-${target}.vsix`)];
  if (target !== universal) {
    const from = path.join(bin, platforms[target]);
    mkdirSync("bin");
    for (const name of readdirSync(from)) {
      copyFileSync(path.join(from, name), path.join("bin", name));
    }
    copyFileSync(path.join(bin, "THIRD_PARTY.txt"), "bin/THIRD_PARTY.txt");
    args.push("--target", target);
  }
  execFileSync(process.execPath, ["node_modules/@vscode/vsce/vsce", ...args], { stdio: ["ignore", "ignore", "inherit"], timeout: 300_000 });
  const { size } = statSync(args[args.indexOf("--out") + 1]);
  console.log(`hairpin-vscode-${target}.vsix ${(size / 1e6).toFixed(1)} MB`);
  if (size > limit) {
    throw new Error(`${target} weighs more than ${limit / 1e6} MB`);
  }
}
