// The extension: starts the language server, and shows how it is.

import * as fs from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { findServer, type Machine } from "./server";

/** The files that the server understands: policies by whatever name, and the artifacts around them. */
const selector = [
  { scheme: "file", language: "xml" },
  { scheme: "untitled", language: "xml" },
  { scheme: "file", pattern: "**/{apiInformation,backendInformation,namedValueInformation}.json" },
  { scheme: "file", pattern: "**/{hairpin.yaml,hairpin.yml,configuration.*.yaml}" },
];

const machine: Machine = {
  platform: process.platform,
  env: process.env,
  isExecutable(file) {
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  },
};

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Hairpin", { log: true });
  const status = vscode.languages.createLanguageStatusItem("hairpin", selector);
  status.name = "Hairpin";
  status.command = { command: "hairpin.showOutput", title: "Show output" };
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand("hairpin.showOutput", () => output.show()),
    vscode.commands.registerCommand("hairpin.restart", () => start(context, output, status)),
    vscode.commands.registerCommand("hairpin.fixFile", () =>
      vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.hairpin", apply: "first" }),
    ),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("hairpin.path")) {
        void start(context, output, status);
      }
    }),
  );
  await start(context, output, status);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Starts the server, or starts it anew. */
async function start(context: vscode.ExtensionContext, output: vscode.LogOutputChannel, status: vscode.LanguageStatusItem): Promise<void> {
  await client?.stop();
  client = undefined;
  const setting = vscode.workspace.getConfiguration("hairpin").get<string>("path", "");
  const found = findServer(setting, context.extensionPath, machine);
  if ("problem" in found) {
    status.severity = vscode.LanguageStatusSeverity.Error;
    status.text = "Hairpin: no server";
    output.error(found.problem);
    const open = "Open the setting";
    if ((await vscode.window.showErrorMessage(found.problem, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "hairpin.path");
    }
    return;
  }
  const server: ServerOptions = { command: found.command, args: ["lsp"] };
  const options: LanguageClientOptions = { documentSelector: selector, outputChannel: output };
  const started = new LanguageClient("hairpin", "Hairpin", server, options);
  started.onDidChangeState(({ newState }) => {
    status.severity = newState === State.Stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    status.busy = newState === State.Starting;
    status.text = newState === State.Stopped ? "Hairpin: stopped" : "Hairpin";
    status.detail = found.command;
  });
  client = started;
  await started.start();
}
