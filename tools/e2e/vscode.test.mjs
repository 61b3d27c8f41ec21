// The extension in a real workbench: what a user sees and does, on a copy of
// examples/contoso. VSIX names the package.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test as nodeTest } from "node:test";
import { fileURLToPath } from "node:url";
import { until, Workbench } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const example = path.join(here, "../../examples/contoso");
const packages = [process.env.VSIX, process.env.XML_VSIX].map((file) => path.resolve(file));

const notifications = "apimartifacts/apis/notifications/policy.xml";
const createOrder = "apimartifacts/apis/orders/operations/createOrder/policy.xml";
const refund = "apimartifacts/apis/payments/operations/refund/policy.xml";
const profile = "apimartifacts/policy fragments/customer-profile/policy.xml";
const orders = "apimartifacts/apis/orders/policy.xml";

/** The five findings of the example, by the folder that they stand in. */
const findings = { notifications: "HP201", createOrder: "HP102", refund: "HP101", shipping: "HP101", "customer-profile": "HP102" };

/** The workbench of the cases that run. */
let w;

/** A case; if it fails, a picture shows how things stood. */
function test(name, body) {
  nodeTest(name, async (t) => {
    try {
      await body(t);
    } catch (error) {
      await w.screenshot(`failed-${name.replaceAll(/\W+/g, "-")}`);
      throw error;
    }
  });
}

describe("the extension in VS Code", { concurrency: false }, () => {
  before(async () => {
    w = await Workbench.start({ folder: example, packages });
  }, { timeout: 180_000 });
  after(() => w?.stop());

  const codes = (rows) => rows.flatMap((row) => /HP\d{3}/.exec(row)?.[0] ?? []);

  test("the Problems panel shows the findings with their rules", async () => {
    await w.open(notifications);
    const rows = await w.problems((rows) => codes(rows).length >= 5);
    assert.deepEqual(codes(rows).sort(), Object.values(findings).sort());
    assert.ok(rows.some((row) => row.includes("set-url calls loopback") && row.includes("HP201") && row.includes("hairpin")), rows.join("\n"));
    await w.screenshot("problems-dark");
  });

  test("the output tells how long the first diagnostics took", async (t) => {
    const output = await until(() => w.output(), (text) => /first diagnostics after/.test(text), "the time in the output");
    const ms = Number(/first diagnostics after (\d+) ms/.exec(output)[1]);
    t.diagnostic(`first diagnostics after ${ms} ms`);
  });

  test("the underline stands under the host, and under nothing else", async () => {
    const squiggle = await w.page.locator(".editor-group-container.active .squiggly-error").first().boundingBox();
    const host = await w.page.evaluate(() => {
      for (const line of document.querySelectorAll(".editor-group-container.active .view-line")) {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const nodes = [];
        for (let n = walker.nextNode(); n; n = walker.nextNode()) nodes.push(n);
        const text = nodes.map((n) => n.data).join("");
        const at = text.indexOf("127.0.0.1");
        if (at < 0) continue;
        const place = (offset) => {
          for (const n of nodes) {
            if (offset <= n.data.length) return [n, offset];
            offset -= n.data.length;
          }
        };
        const range = document.createRange();
        range.setStart(...place(at));
        range.setEnd(...place(at + "127.0.0.1".length));
        const { left, width, top, height } = range.getBoundingClientRect();
        return { left, width, top, height };
      }
    });
    assert.ok(Math.abs(squiggle.x - host.left) < 2, `left: ${squiggle.x} and ${host.left}`);
    assert.ok(Math.abs(squiggle.width - host.width) < 2, `width: ${squiggle.width} and ${host.width}`);
    assert.ok(Math.abs(squiggle.y - host.top) < host.height, `top: ${squiggle.y} and ${host.top}`);
  });

  test("a hover tells what the URL can be", async () => {
    await w.open(createOrder);
    await w.cursor(createOrder, "{{gateway-host}}");
    await w.command("Show or Focus Hover");
    const hover = w.page.locator(".monaco-hover:visible").filter({ hasText: "stock/v1/items" }).first();
    await hover.waitFor();
    const text = await hover.innerText();
    assert.match(text, /this gateway[\s\S]*https:\/\/api\.contoso\.com\/stock\/v1\/items/);
    await w.screenshot("hover-dark");
    await w.page.keyboard.press("Escape");
  });

  test("Ctrl+. fixes, and saving leaves exactly the expected bytes", async () => {
    const before = await w.text(createOrder);
    const after = before
      .replace('@("https://{{gateway-host}}/stock', '@("https://127.0.0.1/stock')
      .replace("<set-method>GET</set-method>\n", '<set-method>GET</set-method>\n            <set-header name="Host" exists-action="override">\n                <value>{{gateway-host}}</value>\n            </set-header>\n');
    await w.cursor(createOrder, "{{gateway-host}}");
    await w.page.keyboard.press("Control+.");
    const fix = w.page.locator(".action-widget .monaco-list-row").filter({ hasText: "Call loopback and set Host to {{gateway-host}}" });
    await fix.waitFor();
    await w.screenshot("quickfix-dark");
    await w.page.keyboard.press("Enter");
    await w.page.locator(".tab.active.dirty").waitFor();
    await w.save();
    assert.equal(await w.text(createOrder), after);
    const rows = await w.problems((rows) => codes(rows).length === 4);
    assert.ok(!rows.some((row) => row.includes("gateway-host")), rows.join("\n"));
  });

  test("F12 on the loopback URL leads to the policy that it calls", async () => {
    await w.cursor(createOrder, "127.0.0.1");
    await w.page.keyboard.press("F12");
    const path = () => w.page.locator(".breadcrumbs-control").first().innerText();
    await until(path, (text) => /^apimartifacts\s+apis\s+stock\s+policy\.xml/.test(text), "the policy of the API stock");
  });

  test("saving fixes everything, if the user wants it", async () => {
    await w.set({ "[xml]": { "editor.codeActionsOnSave": { "source.fixAll.hairpin": "explicit" } } });
    const before = await w.text(refund);
    await w.open(refund);
    await w.focusEditor();
    await w.page.keyboard.press("Control+End");
    await w.page.keyboard.type("\n");
    await w.page.locator(".tab.active.dirty").waitFor();
    await w.save();
    const after = before
      .replace('base-url="https://contoso.azure-api.net/ledger" />\n', 'base-url="https://127.0.0.1/ledger" />\n                <set-header name="Host" exists-action="override">\n                    <value>contoso.azure-api.net</value>\n                </set-header>\n');
    assert.equal(await w.text(refund), `${after}\n`);
    await w.set({ "[xml]": {} });
  });

  test("the effective policy is a document, with the places of its parts", async () => {
    await w.open(createOrder);
    await w.command("Hairpin: Show the effective policy");
    await w.page.locator('.tab.active[data-resource-name="effective.policy.xml"]').waitFor();
    const lines = w.page.locator(".editor-group-container.active .view-lines");
    await lines.filter({ hasText: "fragment correlation" }).waitFor();
    await w.screenshot("effective-dark");
  });

  test("the self-call graph is drawn in the colours of the theme, and is used by keyboard", async () => {
    await w.open(createOrder);
    await w.command("Hairpin: Show the self-call graph");
    const frame = await w.webview('svg[role="img"]');
    const names = await frame.locator("g[tabindex] title").allTextContents();
    assert.ok(names.includes("orders/createOrder") && names.includes("stock/ship"), names.join());
    const colours = await frame.evaluate(() => {
      const of = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
      return { page: of("body", "backgroundColor"), text: of("svg text", "fill"), svg: of("svg", "backgroundColor") };
    });
    assert.equal(colours.svg, "rgba(0, 0, 0, 0)");
    assert.notEqual(colours.page, colours.text);
    await w.page.mouse.move(700, 700);
    await w.page.locator(".monaco-hover:visible").waitFor({ state: "hidden" });
    await w.screenshot("graph-dark");
    await frame.locator("svg").hover();
    const width = () => frame.evaluate(() => document.querySelector("svg").width.baseVal.value);
    const before = await width();
    const first = frame.locator("g[tabindex]").filter({ hasText: "notifications/sendMail" }).first();
    await first.focus();
    await w.page.keyboard.press("+");
    assert.ok((await width()) > before);
    await w.page.keyboard.press("Enter");
    await w.page.locator(".breadcrumbs-control").filter({ hasText: "notifications" }).waitFor();
  });

  test("the environment is chosen by a command, and the status item shows it", async () => {
    await until(() => w.status(), (text) => text.includes("base instance"), "the status");
    await w.command("Hairpin: Choose environment");
    await w.pick("prod");
    await until(() => w.status(), (text) => text.includes("Hairpin: prod"), "the status");
    const settings = JSON.parse(await w.text(".vscode/settings.json"));
    assert.equal(settings["hairpin.environment"], "prod");
    const rows = await w.problems((rows) => rows.some((row) => row.includes("Premium")));
    assert.ok(rows.some((row) => row.includes("25 to 50% of new connections")), rows.join("\n"));
    await w.page.locator('.statusbar-item[id="hairpin.hairpin.hairpin.status"]').hover();
    const tooltip = w.page.locator(".monaco-hover:visible").filter({ hasText: "Hostnames" });
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /Tier: Premium, 2 units/);
    await w.screenshot("status-dark");
    await w.command("Hairpin: Choose environment");
    await w.pick("base instance");
    await until(() => w.status(), (text) => text.includes("base instance"), "the status");
  });

  test("a server that is killed is started again, and its diagnostics come back", async () => {
    const [first, ...others] = await w.servers();
    assert.equal(others.length, 0);
    process.kill(first, "SIGKILL");
    const [second] = await until(() => w.servers(), (ids) => ids.length === 1 && ids[0] !== first, "a new server");
    assert.ok(second);
    await w.open(orders);
    await w.cursor(orders, "<base />");
    await w.page.keyboard.type('<set-backend-service base-url="https://api.contoso.com/customers/v1" />');
    await w.problems((rows) => rows.some((row) => row.includes("base-url resolves to \"api.contoso.com\"")));
    await w.command("File: Revert File");
    await w.page.waitForFunction(() => !document.querySelector(".tab.active.dirty"));
  });

  test("a policy is renamed in, completed and laid out with the raw C# in it", async () => {
    await w.open(profile);
    await w.cursor(profile, "profileResponse");
    await w.page.keyboard.press("F2");
    const input = w.page.locator(".rename-box input");
    await input.waitFor();
    await input.fill("answer");
    await w.page.keyboard.press("Enter");
    await w.page.locator(".tab.active.dirty").waitFor();
    await w.save();
    const renamed = await w.text(profile);
    assert.match(renamed, /response-variable-name="answer"/);
    assert.match(renamed, /context\.Variables\["answer"\]/);
    assert.doesNotMatch(renamed, /profileResponse/);

    await w.cursor(profile, "<cache-lookup-value");
    await w.page.keyboard.type("<set-he");
    await w.command("Trigger Suggest");
    const suggestion = w.page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: "set-header" }).first();
    await suggestion.waitFor();
    await w.screenshot("completion-dark");
    await w.page.keyboard.press("Escape");
    await w.command("File: Revert File");
    await w.page.waitForFunction(() => !document.querySelector(".tab.active.dirty"));

    const laidOut = await w.text(profile);
    await w.cursor(profile, "<cache-lookup-value");
    await w.page.keyboard.type("            ");
    await w.command("Format Document");
    await w.save();
    assert.equal(await w.text(profile), laidOut);
  });

  test("everything is fixed in the workspace, after a look at it", async () => {
    await w.closeAll();
    const left = Object.values(findings).length - 2; // two are fixed above
    await w.command("Hairpin: Fix all self-chained calls in the workspace, with a preview");
    assert.match(await w.notification(/Safe fixes/), new RegExp(`Safe fixes in ${left} files`));
    const diffs = w.page.locator(".multiDiffEntry .modified-in-monaco-diff-editor:visible, .multiDiffEntry .editor.modified:visible");
    await diffs.filter({ hasText: "127.0.0.1" }).first().waitFor();
    assert.doesNotMatch(await w.text(notifications), /set-header/, "nothing is written before the user says so");
    await w.screenshot("preview-dark");
    await w.page.getByRole("button", { name: "Apply" }).click();
    await w.problems((rows) => codes(rows).length === 0);
    await w.command("File: Save All Files");
    await until(() => w.text(notifications), (text) => text.includes("<value>api.contoso.com</value>"), "the file on disk");
  });

  test("the XML extension is silenced on policies, and the user is told", async () => {
    await w.clearNotifications();
    await w.command("Hairpin: Silence the XML extension on policies");
    assert.match(await w.notification(/no longer validates/), /\*\*\/policy\.xml.*workspace settings/);
    const settings = JSON.parse(await w.text(".vscode/settings.json"));
    assert.deepEqual(settings["xml.validation.filters"][0], { pattern: "**/policy.xml", enabled: false });
    assert.deepEqual(settings["xml.validation.filters"].at(-1), { pattern: "**.exsd", noGrammar: "ignore" });
  });

  test("hairpin.yaml is written from the output of az apim show", async () => {
    const instance = { name: "fabrikam", location: "westeurope", sku: { name: "Premium", capacity: 2 }, virtualNetworkType: "Internal", gatewayUrl: "https://fabrikam.azure-api.net", hostnameConfigurations: [], privateIpAddresses: ["10.2.0.4"] };
    await w.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(instance));
    await w.command("Hairpin: Write hairpin.yaml from the output of az apim show");
    await w.pick("From the clipboard");
    await w.page.getByRole("button", { name: "Replace" }).click();
    await until(() => w.text("hairpin.yaml"), (text) => text.includes("fabrikam"), "hairpin.yaml");
    const text = await w.text("hairpin.yaml");
    assert.match(text, /sku: Premium/);
    assert.match(text, /virtualNetwork: internal/);
    await w.page.locator('.tab.active[data-resource-name="hairpin.yaml"]').waitFor();
  });

  test("a wrong path of the binary is explained, and a right one cures it", async () => {
    await w.clearNotifications();
    await w.set({ "hairpin.path": "/nowhere/hairpin" }, "Workspace");
    const said = await w.notification(/hairpin\.path/);
    assert.match(said, /The setting hairpin\.path names "\/nowhere\/hairpin", which is not an executable file\. Correct it, or clear it to use the bundled server\./);
    await w.page.getByRole("button", { name: "Open the setting" }).waitFor();
    await w.screenshot("path-dark");
    assert.deepEqual(await w.servers(), []);
    await w.set({ "hairpin.path": "" }, "Workspace");
    await until(() => w.servers(), (ids) => ids.length === 1, "the server");
  });
});

describe("a folder without policies", () => {
  before(async () => {
    w = await Workbench.start({ folder: path.join(here, "no-policies"), packages: packages.slice(0, 1) });
  }, { timeout: 180_000 });
  after(() => w?.stop());

  test("starts no server for other XML, and one for the first policy", async () => {
    await w.open("pom.xml");
    await w.page.locator(".view-lines").filter({ hasText: "modelVersion" }).waitFor();
    assert.deepEqual(await w.servers(), []);
    await w.focusEditor();
    await w.page.keyboard.press("Control+A");
    await w.page.keyboard.type("<policies>");
    await until(() => w.servers(), (ids) => ids.length === 1, "the server");
  });
});
