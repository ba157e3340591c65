// What is left out until the user trusts the workspace.
import * as vscode from "vscode";
import type { CodeAction, Command } from "vscode";

/** Commands of the server that run code of the workspace, or send it away, or open what the workspace brought. */
export const RUNS_CODE: ReadonlySet<string> = new Set([
  "slowspot.profile", "slowspot.profileTest", "slowspot.prove", "slowspot.optimize", "slowspot.explain",
  "slowspot.aiKey", "slowspot.report", "slowspot.clearProfile",
]);

/** Whether a command may run now; where not, the user is told why and how to change that. */
export async function allows(command: string): Promise<boolean> {
  if (vscode.workspace.isTrusted || !RUNS_CODE.has(command)) return true;
  const manage = "Manage Workspace Trust";
  const message = "Slowspot only reads code here: this workspace is not trusted, and that command would run it.";
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}

/** The actions that may be offered now. */
export function offered<T extends Command | CodeAction>(actions: readonly T[] | null | undefined): T[] | undefined {
  if (!actions) return undefined;
  if (vscode.workspace.isTrusted) return [...actions];
  return actions.filter((action) => {
    const command = typeof action.command === "string" ? action.command : action.command?.command;
    return command === undefined || !RUNS_CODE.has(command);
  });
}

/** Folders whose Pythons are not to be started now. */
export function distrustedFolders(): string[] {
  if (vscode.workspace.isTrusted) return [];
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}
