// The commands of the extension.

import { execFile } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";
import { environmentName, environments, instanceUri, type Instances } from "./instance";
import type { Session } from "./session";
import { silence, type Filter } from "./xml";

/** The commands by their names. */
export function commands(session: Session, output: vscode.LogOutputChannel): Record<string, () => unknown> {
  return {
    "hairpin.showOutput": () => output.show(),
    "hairpin.restart": () => session.start(),
    "hairpin.fixFile": fixFile,
    "hairpin.fixWorkspace": () => session.ask("hairpin.fixFolder", null),
    "hairpin.showEffectivePolicy": () => showEffectivePolicy(session),
    "hairpin.showGraph": () => showGraph(session),
    "hairpin.chooseEnvironment": () => chooseEnvironment(session),
    "hairpin.writeConfig": () => writeConfig(session),
    "hairpin.silenceXml": silenceXml,
  };
}

async function fixFile(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.hairpin", apply: "first" });
}

async function showEffectivePolicy(session: Session): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (!uri) {
    void vscode.window.showInformationMessage("Hairpin: open the policy of an API or an operation first.");
    return;
  }
  await session.ask("hairpin.effectivePolicy", uri.toString());
}

/** Shows the graph of the folder of the active file, or of the first folder. */
async function showGraph(session: Session): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  await session.ask("hairpin.graph", folder?.uri.fsPath ?? "");
}

/** What the server knows of the instances; undefined while it does not run. */
export async function instancesOf(session: Session): Promise<Instances | undefined> {
  const text = await session.peek("hairpin.content", instanceUri);
  return text === undefined ? undefined : (JSON.parse(text) as Instances);
}

async function chooseEnvironment(session: Session): Promise<void> {
  const instances = await instancesOf(session);
  if (!instances) {
    void vscode.window.showWarningMessage("Hairpin: the server is not running; see its output.");
    return;
  }
  const items = ["", ...environments(instances), "all"].map((environment) => ({
    label: environmentName(environment),
    description: environment === instances.environment ? "in effect" : "",
    environment,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Judge which environment?", placeHolder: environmentName(instances.environment) });
  if (chosen) {
    const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration("hairpin").update("environment", chosen.environment || undefined, target);
  }
}

/** Where the output of "az apim show" can be taken from. */
const sources = ["From a file", "From the clipboard"] as const;

async function writeConfig(session: Session): Promise<void> {
  const folder = await chooseFolder();
  const command = folder && (await session.binary());
  if (!folder || !command) {
    return;
  }
  const source = await vscode.window.showQuickPick([...sources], {
    title: "Write hairpin.yaml from the output of az apim show",
    placeHolder: "az apim show --name NAME --resource-group GROUP",
  });
  const text = source && (await (source === "From a file" ? chosenFile() : vscode.env.clipboard.readText()));
  if (text === undefined) {
    return;
  }
  const target = path.join(folder.uri.fsPath, "hairpin.yaml");
  let result = await init(command, folder.uri.fsPath, text, []);
  if (result.includes("--force")) {
    const replace = "Replace";
    if ((await vscode.window.showWarningMessage("A hairpin.yaml already exists.", { modal: true }, replace)) !== replace) {
      return;
    }
    result = await init(command, folder.uri.fsPath, text, ["--force"]);
  }
  if (result !== "") {
    void vscode.window.showErrorMessage(result.replace(/^hairpin: /, "Hairpin: "));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(target));
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage("Hairpin: open a folder first; hairpin.yaml is written to it.");
  }
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}

async function chosenFile(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ filters: { JSON: ["json"] }, openLabel: "Read" })) ?? [];
  return file && new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** Runs "hairpin init" on a text; gives "" or what went wrong. */
function init(command: string, cwd: string, text: string, flags: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(command, ["init", "-", ...flags], { cwd, timeout: 30_000 }, (error, _out, stderr) => {
      resolve(error ? stderr.trim() || error.message : "");
    });
    child.stdin?.on("error", () => undefined); // it has ended; the callback says why
    child.stdin?.end(text);
  });
}

async function silenceXml(): Promise<void> {
  const config = vscode.workspace.getConfiguration("xml.validation");
  const known = config.inspect<Filter[]>("filters");
  if (known?.defaultValue === undefined) {
    void vscode.window.showInformationMessage("Hairpin: no installed extension has the setting xml.validation.filters, so there is nothing to silence.");
    return;
  }
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const before = inWorkspace ? known.workspaceValue : known.globalValue;
  const { filters, added } = silence(config.get<Filter[]>("filters", []));
  if (added.length === 0) {
    void vscode.window.showInformationMessage("Hairpin: xml.validation.filters already leaves out policies.");
    return;
  }
  await config.update("filters", filters, target);
  const undo = "Undo";
  const where = inWorkspace ? "workspace" : "user";
  const message = `Hairpin: the XML extension no longer validates ${added.join(", ")} (xml.validation.filters in the ${where} settings).`;
  if ((await vscode.window.showInformationMessage(message, undo)) === undo) {
    await config.update("filters", before, target);
  }
}
