import assert from "node:assert/strict";
import { test } from "node:test";
import { patterns, silence, type Filter } from "../src/xml";

const others: Filter[] = [{ pattern: "**.exsd", noGrammar: "ignore" }];

test("filters for policies come in front, the others stay as they are", () => {
  const { filters, added } = silence(others);
  assert.deepEqual(added, patterns);
  assert.deepEqual(filters.slice(0, patterns.length).map((f) => f.enabled), patterns.map(() => false));
  assert.deepEqual(filters.slice(patterns.length), others);
});

test("the second time nothing is added", () => {
  const { filters } = silence(others);
  assert.deepEqual(silence(filters), { filters, added: [] });
});

test("a filter of the same pattern that does not silence gives way", () => {
  const { filters, added } = silence([{ pattern: patterns[0]!, noGrammar: "hint" }]);
  assert.deepEqual(added, patterns);
  assert.equal(filters.filter((f) => f.pattern === patterns[0]).length, 1);
});
