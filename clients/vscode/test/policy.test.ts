import assert from "node:assert/strict";
import { test } from "node:test";
import { isPolicy } from "../src/policy";

const cases: [why: string, text: string, want: boolean][] = [
  ["a policy", "<policies><inbound/></policies>", true],
  ["a fragment behind a declaration, a BOM and a comment", '\ufeff<?xml version="1.0"?>\r\n<!-- <policies> -->\n<fragment>', true],
  ["a resolver", "<http-data-source>", true],
  ["another document", "<project><policies/></project>", false],
  ["a longer name", "<policies-of-mine>", false],
  ["a name with a prefix", "<a:policies>", false],
  ["a comment that never ends", "<!-- <policies>", false],
  ["nothing", "", false],
  ["text in front", "x <policies>", false],
];

for (const [why, text, want] of cases) {
  test(`${why} is ${want ? "" : "no "}policy`, () => assert.equal(isPolicy(text), want));
}
