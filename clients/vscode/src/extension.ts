// The extension: starts the language server with the first policy, and shows how
// it is.

import * as vscode from "vscode";
import { commands, instancesOf } from "./commands";
import { isPolicy } from "./policy";
import { Session, selector } from "./session";
import { showGraph } from "./panel";
import { registerPreviews } from "./preview";
import { statusOf, type Status } from "./status";

let session: Session | undefined;

const backgrounds: Record<Status["level"], vscode.ThemeColor | undefined> = {
  normal: undefined,
  warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
  error: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const began = performance.now();
  const output = vscode.window.createOutputChannel("Hairpin", { log: true });
  const started = new Session(context.extensionPath, output, shown);
  session = started;
  const item = vscode.window.createStatusBarItem("hairpin.status", vscode.StatusBarAlignment.Left);
  item.name = "Hairpin";
  const refresh = latest(async (current) => {
    const instances = await instancesOf(started);
    if (current() && started.health) {
      render(item, statusOf(started.health, started.detail, instances, vscode.window.activeTextEditor?.document.uri.fsPath ?? ""));
    }
  });
  context.subscriptions.push(
    output,
    item,
    registerPreviews(),
    started.onChange(refresh),
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.languages.onDidChangeDiagnostics(refresh),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("hairpin.path") && started.health) {
        void started.start();
      } else if (e.affectsConfiguration("hairpin")) {
        refresh();
      }
    }),
    ...Object.entries(commands(started, output)).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
  logFirst(context, output, began);
  await startWithFirst(context, started);
}

/** Writes into the output how long it took until the first finding was there. */
function logFirst(context: vscode.ExtensionContext, output: vscode.LogOutputChannel, began: number): void {
  const listening = vscode.languages.onDidChangeDiagnostics((e) => {
    if (e.uris.some((uri) => vscode.languages.getDiagnostics(uri).some((d) => d.source === "hairpin"))) {
      listening.dispose();
      output.info(`first diagnostics after ${Math.round(performance.now() - began)} ms`);
    }
  });
  context.subscriptions.push(listening);
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

/** What the texts are for that commands of the server give. */
function shown(command: string, result: string): void {
  if (command === "hairpin.graph") {
    showGraph(result);
  } else if (command === "hairpin.fixFolder" && result.startsWith("no ")) {
    void vscode.window.showInformationMessage(`Hairpin: ${result}.`);
  }
}

/** Starts the server once there is something for it: an estate in the workspace, or a policy that is opened. */
async function startWithFirst(context: vscode.ExtensionContext, started: Session): Promise<void> {
  const wanted = (d: vscode.TextDocument) =>
    vscode.languages.match(selector, d) > 0 && (!["xml", "apim-policy"].includes(d.languageId) || isPolicy(d.getText()));
  const consider = (d: vscode.TextDocument) => {
    if (!started.health && wanted(d)) {
      waiting.dispose();
      void started.start();
    }
  };
  const waiting = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.workspace.onDidChangeTextDocument((e) => consider(e.document)),
  );
  context.subscriptions.push(waiting);
  vscode.workspace.textDocuments.forEach(consider);
  if (!started.health) {
    const [estate] = await vscode.workspace.findFiles("**/{hairpin.yaml,hairpin.yml,apiInformation.json}", "**/node_modules/**", 1);
    if (estate && !started.health) {
      waiting.dispose();
      await started.start();
    }
  }
}

function render(item: vscode.StatusBarItem, s: Status): void {
  item.text = s.text;
  item.tooltip = new vscode.MarkdownString(s.tooltip, true);
  item.tooltip.isTrusted = { enabledCommands: ["hairpin.writeConfig"] };
  item.backgroundColor = backgrounds[s.level];
  item.command = s.command;
  item.show();
}

/** Runs f for the last of many calls in a row: each call tells the ones before that they are not current any more. */
function latest(f: (current: () => boolean) => Promise<void>): () => void {
  let round = 0;
  return () => {
    const mine = ++round;
    void f(() => mine === round);
  };
}
