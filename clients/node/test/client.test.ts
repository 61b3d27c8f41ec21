import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { again, AnalyzeRequestSchema, connect, pieces } from "../src/client.js";

const hairpin = "../../bin/hairpin"; // by "make build"
const estate = "../../examples/contoso";
let server: ChildProcess;
let url = "";

before(async () => {
  server = spawn(hairpin, ["serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "ignore", "pipe"] });
  assert.ok(server.stderr);
  for await (const line of createInterface({ input: server.stderr })) {
    url = `http://${line.replace("hairpin: listening on ", "")}`;
    break;
  }
  server.stderr.resume();
});
after(() => {
  server.kill();
});

test("the example finds what the command finds", () => {
  const command = spawnSync(hairpin, ["check", "--format", "json", "."], { cwd: estate, encoding: "utf8", timeout: 60_000 });
  const want = (JSON.parse(command.stdout) as { findings: { location: { path: string }; ruleId: string }[] }).findings;
  const example = spawnSync(process.execPath, ["dist/src/example.js", url, estate], { encoding: "utf8", timeout: 60_000 });
  assert.equal(example.stderr, "");
  assert.equal(example.status, command.status);
  const got = example.stdout.trimEnd().split("\n").map((line) => /^(.+):\d+:\d+ \w+ (\w+) /.exec(line)?.slice(1));
  assert.ok(want.length > 0);
  assert.deepEqual(got, want.map((f) => [f.location.path, f.ruleId]));
});

test("requests are cut anywhere and put together again", () => {
  const content = new TextEncoder().encode("<policies />");
  const req = create(AnalyzeRequestSchema, { config: {}, files: [{ path: "a.xml", content }, { path: "empty.xml" }, { path: "b.xml", content }] });
  for (const size of [1, 5, 12, 100]) {
    const files: Record<string, string> = {};
    let path = "";
    for (const [i, message] of [...pieces(req, size)].entries()) {
      assert.equal(message.config !== undefined, i === 0);
      for (const chunk of message.chunks) {
        path = chunk.path || path;
        files[path] = (files[path] ?? "") + new TextDecoder().decode(chunk.content);
      }
    }
    assert.deepEqual(files, { "a.xml": "<policies />", "empty.xml": "", "b.xml": "<policies />" });
  }
});

test("a server tells its limits and rules", async () => {
  const info = await connect(url).getServerInfo({});
  assert.equal(info.limits?.maxMessageBytes, 16n << 20n);
  assert.equal(info.limits.maxTime?.seconds, 60n);
  assert.ok(info.version && info.commit && info.ruleIds.includes("HP101"));
});

test("what is wrong with a request is told, and not asked again", async () => {
  let calls = 0;
  const client = connect(url);
  const call = again(() => {
    calls++;
    return client.analyze({ files: [{ path: "../a.xml" }] });
  });
  await assert.rejects(call, (err) => ConnectError.from(err).code === Code.InvalidArgument);
  assert.equal(calls, 1);
});

test("a busy server is asked again", async () => {
  let calls = 0;
  const answer = await again(async () => {
    if (++calls < 3) {
      throw new ConnectError("busy", Code.ResourceExhausted);
    }
    return calls;
  });
  assert.equal(answer, 3);
});
