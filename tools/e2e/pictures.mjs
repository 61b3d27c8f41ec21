// Takes the pictures of the documentation: node pictures.mjs FOLDER. Those of
// the editor come from a real workbench, in a dark and in a light theme; VSIX
// names the package, HAIRPIN the binary.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { terminalPicture } from "./terminal.mjs";
import { until, Workbench } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const [folder] = process.argv.slice(2);
process.env.E2E_PICTURES = path.resolve(folder);
await mkdir(folder, { recursive: true });

const root = path.join(here, "../..");
const hairpin = path.resolve(process.env.HAIRPIN);
const policy = "examples/contoso/apimartifacts/apis/payments/operations/refund/policy.xml";
const checked = spawnSync(hairpin, ["check", "--color", "always", policy], { cwd: root, encoding: "utf8", timeout: 60_000 });
await terminalPicture(`$ hairpin check ${policy}\n${checked.stdout}${checked.stderr}`, path.join(folder, "terminal.png"));
await writeFile(path.join(folder, "graph.svg"), execFileSync(hairpin, ["graph", "--format", "svg", "examples/contoso"], { cwd: root, timeout: 60_000 }));

const createOrder = "apimartifacts/apis/orders/operations/createOrder/policy.xml";
const themes = { dark: "Default Dark Modern", light: "Default Light Modern" };

for (const [name, theme] of Object.entries(themes)) {
  const w = await Workbench.start({
    folder: path.join(root, "examples/contoso"),
    packages: [path.resolve(process.env.VSIX)],
    settings: { "workbench.colorTheme": theme },
    size: { width: 1200, height: 720 },
  });
  try {
    await w.open(createOrder);
    await w.problems((rows) => rows.filter((row) => /HP\d{3}/.test(row)).length >= 4);
    await until(() => w.status(), (text) => text.includes("base instance"), "the status");
    await w.command("View: Toggle Primary Side Bar Visibility");
    await w.cursor(createOrder, "{{gateway-host}}");
    await w.page.keyboard.press("Control+.");
    await w.page.locator(".action-widget .monaco-list-row").filter({ hasText: "Call loopback" }).waitFor();
    await w.screenshot(`editor-${name}`);
    await w.page.keyboard.press("Escape");
    await w.page.mouse.move(300, 600, { steps: 5 }); // off the toolbar that will stand where the mouse was
    await w.command("Hairpin: Show the self-call graph");
    const frame = await w.webview('svg[role="img"]');
    await w.page.keyboard.press("Control+J");
    await frame.locator("g[tabindex]").filter({ hasText: "orders/createOrder" }).first().focus();
    await w.page.mouse.move(300, 640, { steps: 5 });
    await w.page.locator(".workbench-hover-container:visible").waitFor({ state: "hidden" });
    await w.screenshot(`graph-${name}`);
  } finally {
    await w.stop();
  }
}
