// What the snippets write is right, in the eyes of the server.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { test } from "node:test";
import { hairpin } from "./paths";

const snippets = JSON.parse(fs.readFileSync("snippets/policy.json", "utf8")) as Record<string, { prefix: string; body: string[] }>;

/** A snippet as it stands when nobody changes the placeholders. */
function expand(body: string[]): string {
  return body.join("\n").replace(/\$\{\d+:([^}]*)\}/g, "$1").replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1");
}

/** The IDs of the rules that complain about a policy. */
function findings(inbound: string): string[] {
  const policy = `<policies>\n<inbound>\n<base />\n${inbound}\n</inbound>\n<backend><base /></backend>\n<outbound><base /></outbound>\n<on-error><base /></on-error>\n</policies>\n`;
  const args = ["check", "--format", "json", "--gateway-host", "api.contoso.com", "--vnet", "internal", "--sku", "Developer", "--stdin-filename", "policy.xml", "-"];
  const run = spawnSync(hairpin, args, { input: policy, encoding: "utf8", timeout: 60_000 });
  return (JSON.parse(run.stdout) as { findings: { ruleId: string }[] }).findings.map((f) => f.ruleId);
}

for (const [name, { body }] of Object.entries(snippets)) {
  const text = expand(body);
  test(`${name} leaves no placeholder behind`, () => assert.doesNotMatch(text, /\$/));
  if (text.startsWith("<!--")) {
    const call = '<set-backend-service base-url="https://api.contoso.com/x" />';
    test(`${name} suppresses`, () => {
      assert.deepEqual(findings(call), ["HP101"]);
      assert.deepEqual(findings(`${text}\n${call}`), []);
    });
  } else {
    test(`${name} has no finding`, () => assert.deepEqual(findings(text), []));
  }
}
