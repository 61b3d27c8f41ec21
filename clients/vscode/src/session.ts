// The session with the language server: starts it when the first policy is
// opened, and asks it. A server that dies is started again by the client, up to
// four times in three minutes.

import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions } from "vscode-languageclient/node";
import { machine } from "./machine";
import { wanted, withoutQuestions } from "./preview";
import { findServer } from "./server";
import type { Health } from "./status";

/** The files that the server understands: policies by whatever name, and the artifacts around them. */
export const selector = [
  ...["file", "untitled"].flatMap((scheme) => [{ scheme, language: "xml" }, { scheme, language: "apim-policy" }]),
  { scheme: "file", pattern: "**/{apiInformation,backendInformation,namedValueInformation,productInformation,instance}.json" },
  { scheme: "file", pattern: "**/{hairpin.yaml,hairpin.yml,configuration.*.yaml}" },
];

/** Of calls that nobody cancels. */
const never = new vscode.CancellationTokenSource().token;

const healthOf: Record<State, Health> = {
  [State.Stopped]: "stopped", [State.StartFailed]: "stopped", [State.Starting]: "starting", [State.Running]: "running",
};

/** What is done with the text that a command of the server gives. */
export type Intercept = (command: string, result: string) => void;

export class Session {
  /** undefined until the first start. */
  health: Health | undefined;
  /** The path of the server, or why there is none. */
  detail = "";
  private client: LanguageClient | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when the health has changed. */
  readonly onChange = this.changed.event;

  constructor(
    private readonly extensionPath: string,
    private readonly output: vscode.LogOutputChannel,
    private readonly intercept: Intercept,
  ) {}

  /** The binary of the server, undefined if there is none; then the user has been told what to do. */
  async binary(): Promise<string | undefined> {
    const setting = vscode.workspace.getConfiguration("hairpin").get<string>("path", "");
    const found = findServer(setting, this.extensionPath, machine);
    if ("command" in found) {
      return found.command;
    }
    this.set("missing", found.problem);
    this.output.error(found.problem);
    void this.offerSetting(found.problem);
    return undefined;
  }

  /** Starts the server, or starts it anew. */
  async start(): Promise<void> {
    await this.stop();
    const command = await this.binary();
    if (command === undefined) {
      return;
    }
    const options: LanguageClientOptions = {
      documentSelector: selector,
      outputChannel: this.output,
      middleware: {
        executeCommand: async (name, args, next) => {
          const result: unknown = await next(name, args);
          if (typeof result === "string") {
            this.intercept(name, result);
          }
          return result;
        },
        workspace: {
          handleApplyEdit: async (params, next) => {
            const files = params.edit.documentChanges?.filter((c) => "edits" in c).length ?? 0;
            const annotations = Object.values(params.edit.changeAnnotations ?? {});
            if (!annotations.some((a) => a.needsConfirmation)) {
              return next(params, never);
            }
            const question = `Hairpin: ${annotations.map((a) => a.label).join(", ")} in ${files} ${files === 1 ? "file" : "files"}.`;
            return (await wanted(params, question)) ? next(withoutQuestions(params), never) : { applied: false };
          },
        },
      },
    };
    const client = new LanguageClient("hairpin", "Hairpin", { command, args: ["lsp"] }, options);
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) {
        this.set(healthOf[newState], command);
      }
    });
    try {
      await client.start();
    } catch (error) {
      this.output.error(`${command}: ${String(error)}`);
      this.set("stopped", command);
    }
  }

  async stop(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    if (old) {
      await old.dispose().catch((error: unknown) => this.output.warn(String(error)));
      this.set("stopped", "");
    }
  }

  /** Carries out a command of the server, as if the editor had done it. A failure is told to the user. */
  async ask(command: string, ...args: unknown[]): Promise<void> {
    if (!this.client) {
      await this.start();
    }
    try {
      const result = await this.client?.sendRequest<string>("workspace/executeCommand", { command, arguments: args });
      if (result !== undefined) {
        this.intercept(command, result);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.output.warn(`${command}: ${message}`);
      void vscode.window.showWarningMessage(`Hairpin: ${message}.`);
    }
  }

  /** The result of a command, undefined if there is none; the user is not told. */
  async peek(command: string, ...args: unknown[]): Promise<string | undefined> {
    try {
      return await this.client?.sendRequest<string>("workspace/executeCommand", { command, arguments: args });
    } catch {
      return undefined; // the server is going down, or up
    }
  }

  private set(health: Health, detail: string): void {
    this.health = health;
    this.detail = detail;
    this.changed.fire();
  }

  private async offerSetting(problem: string): Promise<void> {
    const open = "Open the setting";
    if ((await vscode.window.showErrorMessage(problem, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "hairpin.path");
    }
  }
}
