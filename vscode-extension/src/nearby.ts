// Pythons to try where nobody names one: the workspace's virtual environment, and those on the search path.
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { type Candidate, onSearchPath } from "./interpreter";
import { distrustedFolders } from "./trust";

const ENVIRONMENTS = [".venv", "venv"];

export function nearby(folder: vscode.Uri | undefined = vscode.workspace.workspaceFolders?.[0]?.uri): Candidate[] {
  return [...inFolder(folder), ...onSearchPath(distrustedFolders())];
}

/** The virtual environment that lies in the workspace, which may be anything until the workspace is trusted. */
function inFolder(folder: vscode.Uri | undefined): Candidate[] {
  if (folder?.scheme !== "file" || !vscode.workspace.isTrusted) return [];
  const inside = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const paths = ENVIRONMENTS.map((name) => path.join(folder.fsPath, name, ...inside));
  return paths.filter((each) => existsSync(each)).map((each) => ({ path: each, origin: "workspace" }));
}
