// What the user set under `slowspot`, as the server is to have it.
import * as vscode from "vscode";
import type { ImportStrategy } from "./launch";

export const SECTION = "slowspot";

/** Settings of the extension itself, with their types in package.json. */
interface Own {
  enable: boolean;
  heat: boolean;
  interpreter: string;
  importStrategy: ImportStrategy;
  path: string[];
  logLevel: string;
}

/** Settings that the server knows; the others steer the extension. */
const OF_THE_SERVER = [
  "select", "ignore", "preview", "warnFrom", "requireReason", "deferToRuff", "codeLens", "inlayHints", "hotFunctions",
  "index", "workspaceDiagnostics", "interpreter",
] as const;

/** Those that make a difference only when the server starts. */
const AT_START = ["enable", "interpreter", "importStrategy", "path", "logLevel"].map((key) => `${SECTION}.${key}`);

/** Those that a workspace may set only once it is trusted, as package.json says. */
const RESTRICTED: readonly string[] = ["interpreter", "importStrategy", "path", "index"];

/** A setting that steers the extension, as set, or its default in package.json. */
export function get<Key extends keyof Own>(key: Key, scope?: vscode.Uri): Own[Key] {
  const found = vscode.workspace.getConfiguration(SECTION, scope).inspect<Own[Key]>(key);
  return (explicit(key, scope) ?? found?.defaultValue) as Own[Key];
}

/**
 * The table for the server: only what the user set. A default of VS Code's would stand above the project's settings
 * files, and an older server would complain of a setting that it does not know.
 */
export function tableFor(scope: vscode.Uri | undefined, interpreter: string | undefined): Record<string, unknown> {
  const table: Record<string, unknown> = {};
  for (const key of OF_THE_SERVER) {
    const value = explicit(key, scope);
    if (value !== undefined) table[key] = value;
  }
  // Which Python the Python extension has selected, unless the user named one for us.
  if (!table.interpreter && interpreter !== undefined) table.interpreter = interpreter;
  return table;
}

export function restarts(event: vscode.ConfigurationChangeEvent): boolean {
  return AT_START.some((key) => event.affectsConfiguration(key));
}

function explicit(key: string, scope?: vscode.Uri): unknown {
  const found = vscode.workspace.getConfiguration(SECTION, scope).inspect(key);
  if (!vscode.workspace.isTrusted && RESTRICTED.includes(key)) return found?.globalValue;
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}
