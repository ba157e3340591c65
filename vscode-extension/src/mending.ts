// Tells the user what keeps the server from running, with buttons that mend it.
import * as vscode from "vscode";
import type { Mend, Problem } from "./launch";
import type { Server } from "./server";

const LABELS: Record<Mend, string> = {
  "select-interpreter": "Select Interpreter",
  "open-settings": "Open Settings",
  install: "pip install slowspot",
  "show-log": "Show Log",
  restart: "Restart",
};

/** Show a message for each failure; the same one not twice while it is open. */
export function tellFailures(server: Server): vscode.Disposable {
  const open = new Set<string>();
  return server.onDidChangeState((state) => {
    if (state.kind !== "failed" || open.has(state.problem.message)) return;
    open.add(state.problem.message);
    void tell(server, state.problem).finally(() => open.delete(state.problem.message));
  });
}

async function tell(server: Server, problem: Problem): Promise<void> {
  const mends = problem.mends.filter((mend) => mend !== "install" || vscode.workspace.isTrusted);
  const chosen = await vscode.window.showErrorMessage(problem.message, ...mends.map((mend) => LABELS[mend]));
  const mend = mends.find((each) => LABELS[each] === chosen);
  if (mend === undefined) return;
  switch (mend) {
    case "select-interpreter": return selectInterpreter();
    case "open-settings": return openSettings();
    case "install": { install(problem.installInto); return; }
    case "show-log": { server.log.show(); return; }
    case "restart": return server.restart();
  }
}

/** Let the user choose a Python: by the Python extension where it decides, else a file for our own setting. */
export async function selectInterpreter(): Promise<void> {
  const ours = vscode.workspace.getConfiguration("slowspot").get<string>("interpreter") ?? "";
  const python = vscode.extensions.getExtension("ms-python.python");
  if (python !== undefined && ours === "") {
    await python.activate();
    await vscode.commands.executeCommand("python.setInterpreter");
    return;
  }
  const browse = "$(folder) Browse…";
  const forget = "$(discard) Forget the setting";
  const items: vscode.QuickPickItem[] = [
    { label: browse, description: "choose a Python 3.10 or newer" },
    { label: "$(edit) Enter a path…" },
    ...(ours === "" ? [] : [{ label: forget, description: `${ours}; then Slowspot looks for one itself` }]),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "Slowspot: the Python of this workspace" });
  if (chosen === undefined) return;
  if (chosen.label === forget) {
    await set(undefined);
  } else if (chosen.label === browse) {
    const files = await vscode.window.showOpenDialog({ title: "A Python 3.10 or newer", openLabel: "Select" });
    if (files?.[0]) await set(files[0].fsPath);
  } else {
    const entered = await vscode.window.showInputBox({ title: "Path of a Python 3.10 or newer", value: ours, ignoreFocusOut: true });
    if (entered !== undefined) await set(entered.trim() === "" ? undefined : entered.trim());
  }
}

/** Set the interpreter where it is set now, else for the workspace, else for the user. */
async function set(value: string | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("slowspot", vscode.workspace.workspaceFolders?.[0]?.uri);
  const found = configuration.inspect("interpreter");
  const target = vscode.ConfigurationTarget;
  let where = vscode.workspace.workspaceFolders === undefined ? target.Global : target.Workspace;
  if (found?.workspaceFolderValue !== undefined) where = target.WorkspaceFolder;
  else if (found?.workspaceValue !== undefined) where = target.Workspace;
  else if (found?.globalValue !== undefined) where = target.Global;
  await configuration.update("interpreter", value, where);
}

export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:slowspot.slowspot");
}

/** Type the command into a terminal: the user sees what is installed, and where. */
export function install(python: string | undefined): void {
  if (python === undefined) return;
  const terminal = vscode.window.createTerminal({ name: "Slowspot" });
  terminal.show();
  const call = process.platform === "win32" ? `& "${python}"` : `"${python.replace(/["$`\\]/g, "\\$&")}"`;
  terminal.sendText(`${call} -m pip install slowspot`);
}
