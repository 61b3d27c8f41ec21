import assert from "node:assert/strict";
import { test } from "node:test";
import { environments, estateOf, factLines, type Estate, type Instances } from "../src/instance";
import { statusOf } from "../src/status";

const contoso: Estate = {
  folder: "/estates", root: "contoso", name: "contoso", hostnames: ["api.contoso.com", "contoso.azure-api.net"],
  virtualNetwork: "internal", sku: "Premium", units: 2, privateIPs: ["10.1.0.5"], environments: ["prod", "test"],
};
const fabrikam: Estate = { folder: "/estates", root: "fabrikam", hostnames: [], environments: ["prod"], missing: ["no hostname of the gateway is known"] };
const instances: Instances = { environment: "prod", estates: [fabrikam, contoso] };

test("the estate around a file is found, also with the slashes of Windows", () => {
  assert.equal(estateOf(instances, "/estates/contoso/policy.xml"), contoso);
  assert.equal(estateOf(instances, "\\estates\\fabrikam\\policy.xml"), fabrikam);
  assert.equal(estateOf(instances, "/estates/contoso-old/policy.xml"), fabrikam, "a folder with a longer name is another one; the first estate stands in");
  assert.equal(estateOf({ environment: "", estates: [] }, "/a"), undefined);
});

test("of estates in one another the inner one counts", () => {
  const inner = { ...contoso, root: "contoso/inner" };
  assert.equal(estateOf({ environment: "", estates: [contoso, inner] }, "/estates/contoso/inner/a.xml"), inner);
});

test("environments are told once, sorted", () => assert.deepEqual(environments(instances), ["prod", "test"]));

test("facts are told in words, and what is unknown too", () => {
  assert.deepEqual(factLines(contoso), ["Hostnames: api.contoso.com, contoso.azure-api.net", "Virtual network: internal", "Tier: Premium, 2 units", "Private addresses: 10.1.0.5"]);
  assert.deepEqual(factLines(fabrikam), ["Hostnames: unknown", "Virtual network: unknown", "Tier: unknown", "Private addresses: unknown"]);
});

test("the status shows the environment and the facts in effect", () => {
  const s = statusOf("running", "/bin/hairpin", instances, "/estates/contoso/policy.xml");
  assert.equal(s.text, "$(check) Hairpin: prod");
  assert.equal(s.level, "normal");
  assert.equal(s.command, "hairpin.chooseEnvironment");
  assert.match(s.tooltip, /- Tier: Premium, 2 units/);
});

test("missing facts are a warning, with the cure", () => {
  const s = statusOf("running", "", instances, "/estates/fabrikam/policy.xml");
  assert.equal(s.level, "warning");
  assert.match(s.tooltip, /no hostname of the gateway is known[\s\S]*command:hairpin.writeConfig/);
});

test("a server that is down says so, and a click cures or explains it", () => {
  for (const [health, command] of [["stopped", "hairpin.restart"], ["missing", "hairpin.showOutput"]] as const) {
    const s = statusOf(health, "why", instances, "");
    assert.equal(s.level, "error");
    assert.equal(s.command, command);
    assert.doesNotMatch(s.text, /prod/, "facts of a server that is down are old");
  }
});
