// The commands of the palette; those that need the server are handed to it.
import * as vscode from "vscode";
import { install, openSettings, selectInterpreter } from "./mending";
import type { Server } from "./server";

export function registerCommands(server: Server): vscode.Disposable {
  const register = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`slowspot.${name}`, run);
  return vscode.Disposable.from(
    register("scanWorkspace", () => server.execute("slowspot.analyzeWorkspace", [])),
    register("fixAll", () => vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.slowspot", apply: "first" })),
    register("ignoreAtCursor", ignoreAtCursor),
    register("profileFile", () => withFile((uri) => server.execute("slowspot.profile", [uri]))),
    register("profileTestAtCursor", () => withFile((uri, line) => server.execute("slowspot.profileTest", [{ uri, line }]))),
    register("proveAtCursor", () => withFile((uri, line) => server.execute("slowspot.prove", [{ uri, line }]))),
    register("optimizeAtCursor", () => withFile((uri, line) => server.execute("slowspot.optimize", [{ uri, line, apply: true }]))),
    register("clearProfiles", () => server.execute("slowspot.clearProfile", [])),
    register("selectInterpreter", selectInterpreter),
    register("installServer", () => installServer(server)),
    register("restart", () => server.restart()),
    register("showLog", () => { server.log.show(); }),
    register("showMenu", () => showMenu(server)),
    register("getStarted", getStarted),
  );
}

/** Ignore what is found on the cursor's line; of several findings the user chooses. */
async function ignoreAtCursor(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const { range } = editor.document.lineAt(editor.selection.active.line);
  const kind = "quickfix.ignore.slowspot";
  const most = 20; // As many are asked for their edits at once.
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider", editor.document.uri, range, kind, most,
  );
  if (actions.length === 0) {
    void vscode.window.showInformationMessage("Slowspot: nothing is found on this line");
    return;
  }
  const items = actions.map((action) => ({ label: action.title, action }));
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items);
  if (chosen?.action.edit) await vscode.workspace.applyEdit(chosen.action.edit);
}

/** Do something with the active Python file, saved: what runs is what lies on disk. */
async function withFile(work: (uri: string, line: number) => Promise<unknown>): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const told = await unusable(editor?.document);
  if (editor === undefined || told !== "") {
    void vscode.window.showInformationMessage(`Slowspot: ${told}`);
    return;
  }
  await work(editor.document.uri.toString(), editor.selection.active.line);
}

/** Why a document cannot be run; "" where it can. Saves it. */
async function unusable(document: vscode.TextDocument | undefined): Promise<string> {
  if (document?.languageId !== "python") return "open a Python file first";
  if (document.uri.scheme === "vscode-notebook-cell") return "cells of a notebook cannot be run this way";
  if (document.uri.scheme !== "file" || document.isUntitled) return "save the file first";
  return document.isDirty && !(await document.save()) ? "the file could not be saved" : "";
}

async function installServer(server: Server): Promise<void> {
  const { state } = server;
  const python = state.kind === "failed" ? state.problem.installInto : state.kind === "ready" ? state.launch.interpreter?.path : undefined;
  if (python === undefined) void vscode.window.showInformationMessage("Slowspot: select an interpreter first");
  else await install(server, python);
}

function getStarted(): Thenable<unknown> {
  return vscode.commands.executeCommand("workbench.action.openWalkthrough", "slowspot.slowspot#start");
}

async function showMenu(server: Server): Promise<void> {
  const { state } = server;
  const python = vscode.window.activeTextEditor?.document.languageId === "python";
  const runs = python && vscode.workspace.isTrusted;
  const item = (label: string, run: () => unknown, when = true): (vscode.QuickPickItem & { run: () => unknown })[] =>
    when ? [{ label, run }] : [];
  const command = (name: string) => () => vscode.commands.executeCommand(`slowspot.${name}`);
  const ready = state.kind === "ready";
  const chosen = await vscode.window.showQuickPick(
    [
      ...item("$(flame) Profile current file", command("profileFile"), ready && runs),
      ...item("$(wand) Fix all that is safe in this file", command("fixAll"), ready && python),
      ...item("$(search) Analyze workspace", command("scanWorkspace"), ready),
      ...item("$(graph) Open report", command("openReport"), ready && vscode.workspace.isTrusted),
      ...item("$(snake) Select interpreter", selectInterpreter),
      ...item("$(debug-restart) Restart server", command("restart")),
      ...item("$(output) Show log", command("showLog")),
      ...item("$(gear) Settings", openSettings),
      ...item("$(book) Get started", getStarted),
    ],
    { title: state.kind === "failed" ? state.problem.message : "Slowspot" },
  );
  await chosen?.run();
}
