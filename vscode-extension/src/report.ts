// The report of the last recorded run, in a web view that may load nothing, or in the browser.
import * as path from "node:path";
import * as vscode from "vscode";
import { ErrorCodes, ExecuteCommandRequest, ResponseError } from "vscode-languageclient/node";
import { forWebview } from "./reportPage";
import type { Server } from "./server";
import { allows } from "./trust";

const COMMAND = "slowspot.report";

export class Report implements vscode.Disposable {
  /** By path of the page: each project has its own. */
  private readonly panels = new Map<string, { readonly panel: vscode.WebviewPanel; page: string }>();
  private readonly listeners: { dispose(): unknown }[];

  constructor(private readonly server: Server, private readonly extension: vscode.Uri) {
    // The lens at the top of a file is the server's, which would open a browser.
    server.standIns.set(COMMAND, ([uri]) => this.open(typeof uri === "string" ? uri : undefined));
    this.listeners = [
      vscode.commands.registerCommand("slowspot.openReport", () => this.open(activeFile())),
      vscode.commands.registerCommand("slowspot.openReportInBrowser", () => this.openInBrowser(activeFile())),
      vscode.window.onDidChangeActiveColorTheme(() => {
        for (const { panel, page } of this.panels.values()) show(panel, page);
      }),
    ];
  }

  private async open(uri: string | undefined): Promise<void> {
    const file = await this.make(uri);
    if (file === undefined) return;
    let page: string;
    try {
      page = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
    } catch (error) {
      void vscode.window.showErrorMessage(`Slowspot: the report cannot be read: ${String(error)}`);
      return;
    }
    const known = this.panels.get(file);
    if (known !== undefined) {
      known.page = page;
      show(known.panel, page);
      known.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel("slowspot.report", title(file), column, {
      enableScripts: true, enableFindWidget: true, retainContextWhenHidden: true, localResourceRoots: [],
    });
    panel.iconPath = vscode.Uri.joinPath(this.extension, "media", "icon.png");
    this.panels.set(file, { panel, page });
    panel.onDidDispose(() => this.panels.delete(file));
    show(panel, page);
  }

  private async openInBrowser(uri: string | undefined): Promise<void> {
    const file = await this.make(uri);
    if (file === undefined || await vscode.env.openExternal(vscode.Uri.file(file))) return;
    void vscode.window.showInformationMessage(`Slowspot: the report is ${file}`);
  }

  /** Have the server make the page, of the project that a file belongs to; undefined where it told why it cannot. */
  private async make(uri: string | undefined): Promise<string | undefined> {
    const args = [{ ...(uri === undefined ? {} : { uri }), open: false }];
    const { client } = this.server;
    // Which says why there is none.
    if (client === undefined) {
      await this.server.execute(COMMAND, args);
      return undefined;
    }
    if (!(await allows(COMMAND))) return undefined;
    try {
      const file: unknown = await client.sendRequest(ExecuteCommandRequest.type, { command: COMMAND, arguments: args });
      return typeof file === "string" ? file : undefined;
    } catch (error) {
      this.server.log.error(`${COMMAND}: ${String(error)}`);
      const wrong = error instanceof ResponseError && error.code === (ErrorCodes.InvalidParams as number);
      if (wrong) void vscode.window.showErrorMessage(`Slowspot: ${error.message.replace(`${COMMAND}: `, "")}`);
      return undefined;
    }
  }

  dispose(): void {
    this.server.standIns.delete(COMMAND);
    for (const { panel } of this.panels.values()) panel.dispose();
    vscode.Disposable.from(...this.listeners).dispose();
  }
}

function show(panel: vscode.WebviewPanel, page: string): void {
  const kind = vscode.window.activeColorTheme.kind;
  const dark = kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
  panel.webview.html = forWebview(page, dark) ?? "<p>This report does not say what it may load, and so it is not shown here. Use “Slowspot: Open Report in Browser”.</p>";
}

/** Pages lie in `.slowspot` of their projects. */
function title(file: string): string {
  return `Slowspot: ${path.basename(path.dirname(path.dirname(file)))}`;
}

function activeFile(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "python" && document.uri.scheme === "file" ? document.uri.toString() : undefined;
}
