// The manifest against what it speaks of: the code, the server, the files.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { rulesOf, rulesSetting } from "../scripts/rules.mjs";
import { hairpin } from "./paths";

const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
const contributes = manifest.contributes;
const source = fs.readdirSync("src").map((f) => fs.readFileSync(`src/${f}`, "utf8")).join("\n");
const declared: string[] = contributes.commands.map((c: { command: string }) => c.command);

test("the setting of the rules is the one of the server's rules (npm run settings)", () => {
  assert.deepEqual(contributes.configuration.properties["hairpin.rules"], rulesSetting(rulesOf(hairpin)));
});

test("every command of the palette is one of the code, and the other way round", () => {
  const table = /Record<string, \(\) => unknown> \{([\s\S]*?)\n\}/.exec(source)![1]!;
  const carriedOut = [...table.matchAll(/"(hairpin\.\w+)":/g)].map((m) => m[1]);
  assert.deepEqual([...declared].sort(), carriedOut.sort());
});

test("no command has the name of one that the server registers", () => {
  const ofServer = ["hairpin.effectivePolicy", "hairpin.graph", "hairpin.explain", "hairpin.content", "hairpin.fixFolder"];
  assert.deepEqual(declared.filter((c) => ofServer.includes(c)), []);
});

test("every setting that the code reads is declared", () => {
  for (const [, section, key] of source.matchAll(/getConfiguration\("(hairpin)"\)\s*\.(?:get<[^>]*>|update)\("(\w+)"/g)) {
    assert.ok(`${section}.${key}` in contributes.configuration.properties, `${section}.${key}`);
  }
});

test("every setting that the server reads is declared", () => {
  const settings = fs.readFileSync("../../lsp/view/settings.go", "utf8");
  const struct = /type settings struct \{([\s\S]*?)\n\}/.exec(settings)![1]!;
  const keys = [...struct.matchAll(/json:"(\w+)"/g)].map((m) => m[1]!);
  assert.ok(keys.length >= 7, keys.join());
  for (const key of keys) {
    assert.ok(`hairpin.${key}` in contributes.configuration.properties, key);
  }
});

test("every file that the manifest names is there", () => {
  const files: string[] = [
    manifest.icon,
    ...contributes.grammars.map((g: { path: string }) => g.path),
    ...contributes.snippets.map((s: { path: string }) => s.path),
    ...contributes.languages.map((l: { configuration: string }) => l.configuration),
    ...contributes.walkthroughs.flatMap((w: { steps: { media: { markdown: string } }[] }) => w.steps.map((s) => s.media.markdown)),
  ];
  for (const file of files) {
    assert.ok(fs.existsSync(file), file);
  }
});

test("every command that the walkthrough offers is declared", () => {
  const steps = contributes.walkthroughs[0].steps as { description: string; completionEvents: string[] }[];
  for (const step of steps) {
    const offered = [...step.description.matchAll(/\(command:([\w.]+)\)/g)].map((m) => m[1]!);
    const events = step.completionEvents.map((e) => e.replace("onCommand:", ""));
    for (const command of [...offered, ...events]) {
      assert.ok(declared.includes(command), command);
    }
    assert.ok(offered.length > 0, step.description);
  }
});

test("the path of the binary cannot come from a workspace that nobody trusts", () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ["hairpin.path"]);
  assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
});

test("the extension wakes for policies and estates only", () => {
  assert.deepEqual(manifest.activationEvents, [
    "onLanguage:xml", "onLanguage:apim-policy",
    "workspaceContains:**/hairpin.yaml", "workspaceContains:**/hairpin.yml", "workspaceContains:**/apiInformation.json",
  ]);
});
