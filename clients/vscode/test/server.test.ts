import assert from "node:assert/strict";
import { test } from "node:test";
import { findServer, type Machine } from "../src/server";

function machine(files: string[], env: Record<string, string> = {}, platform = "linux"): Machine {
  return { platform, env, isExecutable: (f) => files.includes(f) };
}

test("the setting comes first", () => {
  const m = machine(["/opt/hairpin", "/ext/bin/hairpin"]);
  assert.deepEqual(findServer(" /opt/hairpin ", "/ext", m), { command: "/opt/hairpin" });
});

test("a wrong setting is said, and nothing else is tried", () => {
  const found = findServer("/nowhere", "/ext", machine(["/ext/bin/hairpin"]));
  assert.ok("problem" in found && found.problem.includes('hairpin.path names "/nowhere"'));
});

test("the bundled server comes before the PATH", () => {
  const m = machine(["/ext/bin/hairpin", "/usr/bin/hairpin"], { PATH: "/usr/bin" });
  assert.deepEqual(findServer("", "/ext", m), { command: "/ext/bin/hairpin" });
});

test("the PATH is searched in its order, without relative folders", () => {
  const m = machine(["hairpin", "bin/hairpin", "/b/hairpin", "/c/hairpin"], { PATH: ":bin:/a:/b:/c" });
  assert.deepEqual(findServer("", "/ext", m), { command: "/b/hairpin" });
});

test("without a server a sentence says what to do", () => {
  const found = findServer("", "/ext", machine([]));
  assert.ok("problem" in found && found.problem.includes("hairpin.path"));
});
