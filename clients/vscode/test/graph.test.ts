import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { graphPage } from "../src/graph";
import { example, hairpin } from "./paths";

const svg = execFileSync(hairpin, ["graph", "--format", "svg", example], { encoding: "utf8", timeout: 60_000 });
const page = graphPage(svg, "abc123");

test("the picture is in the page, without its own colours", () => {
  assert.match(page, /<svg [^>]*role="img"/);
  assert.match(page, /orders\/createOrder calls stock/);
  assert.doesNotMatch(page, /#ffffff/, "the white of paper is gone");
  assert.match(page, /var\(--vscode-editor-background\)/);
});

test("every class of the picture has a colour of the theme", () => {
  const classes = new Set([...svg.matchAll(/class="([^"]+)"/g)].flatMap((m) => m[1]!.split(" ")));
  for (const name of classes) {
    assert.ok(page.includes(`.${name} {`), `no rule for the class ${name}`);
  }
});

test("nothing runs or is loaded but what carries the nonce", () => {
  assert.match(page, /default-src 'none'; style-src 'nonce-abc123'; script-src 'nonce-abc123'/);
  for (const [tag] of page.matchAll(/<(script|style)[^>]*>/g)) {
    assert.match(tag, /nonce="abc123"/);
  }
  assert.doesNotMatch(page, /\son\w+=|style="/, "handlers and styles in attributes are blocked");
});

test("operations can be reached with Tab and are named", () => {
  const nodes = [...page.matchAll(/<g tabindex="0"><title>([^<]+)/g)].map((m) => m[1]);
  assert.ok(nodes.includes("orders/createOrder") && nodes.includes("stock/ship"), nodes.join());
});
