// Where VS Code begins and ends the extension.
import * as vscode from "vscode";
import { Changes } from "./changes";
import { registerCommands } from "./commands";
import { Environments } from "./environments";
import { Heat } from "./heat";
import { HotspotsView } from "./hotspots";
import { tellFailures } from "./mending";
import { Report } from "./report";
import { Server } from "./server";
import * as settings from "./settings";
import { Status } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Slowspot", { log: true });
  const environments = new Environments();
  const made = (server = new Server(context.extensionUri, environments, log));
  const changes = new Changes(made);
  context.subscriptions.push(
    log,
    environments,
    tellFailures(made),
    new Status(made),
    registerCommands(made),
    changes,
    new Heat(made, changes),
    new HotspotsView(made, changes),
    new Report(made, context.extensionUri),
    made.onDidChangeState((state) => vscode.commands.executeCommand("setContext", "slowspot.ready", state.kind === "ready")),
    environments.onDidChange(() => made.interpreterChanged()),
    vscode.workspace.onDidChangeConfiguration((event) => (settings.restarts(event) ? made.restart() : undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => made.restart()),
  );
  await vscode.commands.executeCommand("setContext", "slowspot.active", true);
  // Not waited for: VS Code counts the time of `activate`, and what goes wrong is told by the server's state.
  void made.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
