// Tells the user what keeps the server from running, with buttons that mend it.
import * as vscode from "vscode";
import { type Interpreter, ask, isRefused } from "./interpreter";
import type { Mend, Problem } from "./launch";
import { nearby } from "./nearby";
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
    case "install": return install(server, problem.installInto);
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
  const found = (await Promise.all(nearby().map(ask))).filter((answer): answer is Interpreter => !isRefused(answer));
  const items: (vscode.QuickPickItem & { path?: string })[] = [
    ...(ours === "" ? [] : [{ label: forget, description: `${ours}; then Slowspot looks for one itself` }]),
    ...found.map((each) => ({
      label: `$(snake) Python ${each.version.join(".")}`,
      description: each.path,
      detail: each.slowspot === "" ? "" : `has Slowspot ${each.slowspot}`,
      path: each.path,
    })),
    { label: "$(edit) Enter a path…" },
    { label: browse },
  ];
  const options = { title: "Slowspot: the Python of this workspace (3.10 or newer)", matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (chosen === undefined) return;
  if (chosen.path !== undefined) {
    await set(chosen.path);
    return;
  }
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
  if (!vscode.workspace.isTrusted) where = target.Global; // What the workspace says does not count there.
  else if (found?.workspaceFolderValue !== undefined) where = target.WorkspaceFolder;
  else if (found?.workspaceValue !== undefined) where = target.Workspace;
  else if (found?.globalValue !== undefined) where = target.Global;
  await configuration.update("interpreter", value, where);
}

export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:slowspot.slowspot");
}

/** Install Slowspot into a Python, in a terminal that shows what happens, and start it once that has succeeded. */
export async function install(server: Server, python: string | undefined): Promise<void> {
  if (python === undefined) return;
  const execution = new vscode.ProcessExecution(python, ["-m", "pip", "install", "--upgrade", "slowspot"]);
  const task = new vscode.Task({ type: "slowspot" }, vscode.TaskScope.Workspace, "pip install slowspot", "Slowspot", execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true };
  const running = await vscode.tasks.executeTask(task);
  const listener = vscode.tasks.onDidEndTaskProcess((event) => {
    if (event.execution !== running) return;
    listener.dispose();
    if (event.exitCode === 0) void server.restart();
  });
}
