// A real VS Code workbench with the packaged extension, in Chromium: starts it
// in a copy of the example, and does what a user does. Nothing is done twice
// until it works; what is waited for has a limit.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const installed = process.env.E2E_DIR ?? path.join(os.homedir(), ".cache/hairpin-e2e");
const node = path.join(installed, `node24/node_modules/node-linux-${process.arch}/bin/node`);
const entry = path.join(installed, "code/node_modules/code-server/out/node/entry.js");
const patience = 15_000;

/** The settings of the user: quiet pictures, and nothing saved by itself. */
const userSettings = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.editor.useModal": "off",
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
};

export class Workbench {
  /** Starts the workbench in a copy of a folder, with packages installed. */
  static async start({ folder, packages, settings = {}, size = { width: 1400, height: 900 } }) {
    const w = new Workbench();
    w.home = await mkdtemp(path.join(os.tmpdir(), "hairpin-e2e-"));
    w.folder = path.join(w.home, path.basename(folder));
    w.extensions = path.join(w.home, "extensions");
    await cp(folder, w.folder, { recursive: true });
    w.settingsFile = path.join(w.home, "data/User/settings.json");
    await mkdir(path.dirname(w.settingsFile), { recursive: true });
    w.settings = { ...userSettings, ...settings };
    await writeFile(w.settingsFile, JSON.stringify(w.settings));
    const shared = ["--user-data-dir", path.join(w.home, "data"), "--extensions-dir", w.extensions];
    const env = { PATH: process.env.PATH, HOME: w.home, EXTENSIONS_GALLERY: "{}" };
    for (const file of packages) {
      await run(node, [entry, ...shared, "--install-extension", file], { env, timeout: 120_000 });
    }
    const port = await freePort();
    w.server = spawn(node, [entry, ...shared, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`,
      "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
      { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    w.log = "";
    const listening = new Promise((resolve, reject) => {
      const read = (data) => {
        w.log += data;
        if (/HTTP server listening/.test(w.log)) resolve();
      };
      w.server.stdout.on("data", read);
      w.server.stderr.on("data", read);
      w.server.once("exit", (code) => reject(new Error(`the workbench ended with ${code}: ${w.log}`)));
    });
    await within(listening, "the workbench listens");
    w.browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
    const context = await w.browser.newContext({ viewport: size });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: `http://127.0.0.1:${port}` });
    w.page = await context.newPage();
    w.page.setDefaultTimeout(patience);
    await w.page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(w.folder)}`);
    await w.page.waitForSelector(".monaco-workbench .part.statusbar");
    await w.page.waitForSelector(".explorer-folders-view .monaco-list-row");
    return w;
  }

  async stop() {
    await this.browser?.close();
    if (this.server && this.server.exitCode === null) {
      const ended = once(this.server, "exit");
      process.kill(-this.server.pid, "SIGTERM"); // its group: the servers that it started too
      await ended;
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  file(name) {
    return path.join(this.folder, name);
  }

  text(name) {
    return readFile(this.file(name), "utf8");
  }

  /** Changes the settings of the user or of the workspace, in their settings.json. */
  async set(change, whose = "User") {
    const before = whose === "User" ? this.settings : JSON.parse(await this.text(".vscode/settings.json"));
    const after = Object.assign(before, change);
    await this.command(`Preferences: Open ${whose} Settings (JSON)`);
    await this.page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
    await this.page.locator(".editor-group-container.active .view-lines").filter({ hasText: "{" }).waitFor();
    await this.focusEditor();
    await this.page.keyboard.press("Control+A");
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(after, null, 2));
    await this.page.keyboard.press("Control+V");
    await this.page.locator(".tab.active.dirty").waitFor();
    await this.save();
    await this.command("View: Close Editor");
    await this.page.locator('.tab[data-resource-name="settings.json"]').waitFor({ state: "detached" });
  }

  /** Chooses a row of the quick pick by a text that it begins with. */
  async pick(text) {
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  /** Opens the quick input with a key, and types into it once it is there with its prefix. */
  async quickInput(key, prefix, text) {
    await this.page.keyboard.press(key);
    const input = this.page.locator(".quick-input-widget:visible input").first();
    await until(() => input.inputValue(), (value) => value === prefix, `the quick input of ${key}`);
    await input.fill(prefix + text);
  }

  /** Opens a file of the folder, by its path. */
  async open(name) {
    await this.quickInput("Control+P", "", name);
    const [dir, base] = [path.dirname(name), path.basename(name)];
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: base }).filter({ hasText: dir }).first();
    await row.waitFor();
    await row.click();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
    await this.page.waitForSelector(".editor-group-container.active .monaco-editor .view-line");
  }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.quickInput("F1", ">", title);
    const label = this.page.locator(".label-name").getByText(title, { exact: true });
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ has: label }).first();
    await row.waitFor();
    await row.click();
  }

  /** Puts the cursor in front of the first occurrence of a text in the active file, which is saved. */
  async cursor(name, text) {
    const before = (await this.text(name)).split(text)[0].split("\n");
    const place = `${before.length}:${before.at(-1).length + 1}`;
    await this.quickInput("Control+G", ":", place);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    const [line, column] = place.split(":");
    await this.page.locator('.statusbar-item[id="status.editor.selection"]').filter({ hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  async focusEditor() {
    await this.page.keyboard.press("Control+1");
  }

  async save() {
    await this.page.keyboard.press("Control+S");
    await this.page.waitForFunction(() => !document.querySelector(".tab.active.dirty"));
  }

  /** The rows of the Problems panel, once there are some that fit. */
  async problems(fits) {
    if (!(await this.page.locator(".markers-panel").isVisible())) {
      await this.page.keyboard.press("Control+Shift+M");
    }
    const read = () => this.page.locator(".markers-panel .monaco-list-row").allTextContents();
    return until(read, fits, "the Problems panel");
  }

  /** The text of the status item. */
  status() {
    return this.page.locator('.statusbar-item[id="hairpin.hairpin.hairpin.status"]').innerText();
  }

  /** The ids of the processes of the language server. */
  async servers() {
    const ids = [];
    for (const id of await readdir("/proc")) {
      if (/^\d+$/.test(id)) {
        const exe = await readlink(`/proc/${id}/exe`).catch(() => "");
        if (exe.startsWith(this.extensions)) ids.push(Number(id));
      }
    }
    return ids;
  }

  /** The frame of the webview whose page has an element. */
  async webview(selector) {
    const find = async () => {
      for (const frame of this.page.frames()) {
        if (await frame.locator(selector).count().catch(() => 0)) return frame;
      }
      return undefined;
    };
    return until(find, (frame) => frame !== undefined, `a webview with ${selector}`);
  }

  /** The texts of the notifications, once one fits. */
  notification(pattern) {
    return this.page.locator(".notification-list-item-message").filter({ hasText: pattern }).first().innerText();
  }

  async clearNotifications() {
    await this.command("Notifications: Clear All Notifications");
    await this.page.locator(".notifications-toasts.visible").waitFor({ state: "hidden" });
  }

  async closeAll() {
    await this.command("View: Close All Editors");
    await this.page.locator(".tab").first().waitFor({ state: "detached" });
  }

  screenshot(name) {
    const folder = process.env.E2E_PICTURES;
    return folder ? this.page.screenshot({ path: path.join(folder, `${name}.png`) }) : undefined;
  }

  /** What the extension has written into its output. */
  async output() {
    const logs = await readdir(path.join(this.home, "data/logs"), { recursive: true });
    const texts = logs.filter((f) => f.endsWith("Hairpin.log")).map((f) => readFile(path.join(this.home, "data/logs", f), "utf8"));
    return (await Promise.all(texts)).join("");
  }
}

/** Looks at something until it fits; fails with what was seen last. */
export async function until(look, fits, what) {
  const end = performance.now() + patience;
  for (;;) {
    const seen = await look();
    if (fits(seen)) return seen;
    if (performance.now() > end) throw new Error(`${what} did not come; seen last: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${patience} ms`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
