// The status bar item: whether the server is ready, at work or failed, which version, in which Python.
import * as vscode from "vscode";
import type { Server, State } from "./server";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("slowspot.status", vscode.StatusBarAlignment.Right, 80);
  private readonly listeners: { dispose(): unknown }[];
  private work = "";

  constructor(private readonly server: Server) {
    this.item.name = "Slowspot";
    this.item.command = "slowspot.showMenu";
    this.listeners = [
      this.item,
      server.onDidChangeState(() => { this.show(); }),
      server.onDidChangeWork((title) => {
        this.work = title;
        this.show();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => { this.show(); }),
      vscode.window.onDidChangeActiveNotebookEditor(() => { this.show(); }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => { this.show(); }),
    ];
    this.show();
  }

  private show(): void {
    const { state } = this.server;
    const failed = state.kind === "failed";
    const { icon, told } = this.told(state);
    this.item.text = `${icon} Slowspot`;
    this.item.backgroundColor = failed ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.tooltip = told;
    this.item.accessibilityInformation = { label: `Slowspot: ${told}` };
    // Beside code of other languages it has nothing to say, but that it failed.
    const language = vscode.window.activeTextEditor?.document.languageId;
    if (failed || language === "python" || vscode.window.activeNotebookEditor !== undefined) this.item.show();
    else this.item.hide();
  }

  private told(state: State): { icon: string; told: string } {
    switch (state.kind) {
      case "off": return { icon: "$(circle-slash)", told: "Slowspot is off" };
      case "starting": return { icon: "$(loading~spin)", told: "Slowspot is starting" };
      case "failed": return { icon: "$(error)", told: state.problem.message };
      case "ready": {
        const told = describe(state, this.work);
        return { icon: this.work === "" ? "$(flame)" : "$(sync~spin)", told };
      }
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.listeners).dispose();
  }
}

export function describe(state: State & { kind: "ready" }, work: string): string {
  const { launch } = state;
  const python = launch.interpreter;
  const lines = [
    `Slowspot ${launch.version}${launch.bundled ? " (of the extension)" : ""} ${work === "" ? "is ready" : `is at work: ${work}`}`,
    python === undefined ? launch.command : `Python ${python.version.join(".")}: ${python.path}`,
  ];
  if (!vscode.workspace.isTrusted) lines.push("Restricted: this workspace is not trusted, so code is only read");
  return lines.join("\n");
}
