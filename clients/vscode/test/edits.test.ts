import assert from "node:assert/strict";
import { test } from "node:test";
import { applied, type Edit } from "../src/edits";

const edit = (from: [number, number], to: [number, number], newText: string): Edit => ({
  range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
  newText,
});

const cases: [why: string, text: string, edits: Edit[], want: string][] = [
  ["nothing", "a\nb", [], "a\nb"],
  ["edits out of order", "one two", [edit([0, 4], [0, 7], "2"), edit([0, 0], [0, 3], "1")], "1 2"],
  ["line ends of every kind", "a\r\nb\rc\nd", [edit([3, 0], [3, 1], "D"), edit([1, 0], [2, 0], "")], "a\r\nc\nD"],
  ["characters of two units", "😀x", [edit([0, 2], [0, 3], "y")], "😀y"],
  ["two insertions at one place", "b", [edit([0, 0], [0, 0], "1"), edit([0, 0], [0, 0], "2")], "12b"],
  ["a file that is new", "", [edit([0, 0], [0, 0], "<policies />\n")], "<policies />\n"],
  ["a place behind the end", "a", [edit([7, 7], [9, 9], "!")], "a!"],
];

for (const [why, text, edits, want] of cases) {
  test(`${why} is applied`, () => assert.equal(applied(text, edits), want));
}
