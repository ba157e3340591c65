// Heat: after a profile, lines coloured by their share of the run, in the text and in the overview ruler.
import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient } from "vscode-languageclient/node";
import type { Changes } from "./changes";
import { type Edit, type HeatOfFile, LEVELS, afterEdit, levelOf } from "./heatLines";
import type { Server } from "./server";
import { SECTION, get } from "./settings";

const COMMAND = "slowspot.heat";

/** Typing goes on for less than this between two keys; only then the server is asked again. */
const PAUSE_MS = 400;

/** From this level on a line has a mark in the overview ruler, where many would say nothing. */
const RULER_FROM = 2;

export class Heat implements vscode.Disposable {
  /** By URI of the document; undefined while nothing is known, or nothing was measured. */
  private readonly files = new Map<string, HeatOfFile>();
  private readonly pauses = new Map<string, NodeJS.Timeout>();
  private readonly tints = LEVELS.map((_, index) => tint(index + 1));
  /** The share as text at the end of a line. */
  private readonly text = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor("slowspot.heatText"), margin: "0 0 0 3ch", fontStyle: "normal" },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly listeners: { dispose(): unknown }[];

  constructor(private readonly server: Server, changes: Changes) {
    this.listeners = [
      ...this.tints,
      this.text,
      changes.onDidChangeProfile(() => { this.askForAll(); }),
      server.onDidChangeState((state) => { if (state.kind !== "ready") this.forgetAll(); }),
      vscode.window.onDidChangeVisibleTextEditors(() => { this.askForAll(); }),
      vscode.workspace.onDidChangeTextDocument((event) => { this.follow(event); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.forget(document.uri.toString()); }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SECTION}.heat`)) this.askForAll();
        else if (["slowspot.inlayHints", "editor.inlayHints"].some((key) => event.affectsConfiguration(key))) this.drawAll();
      }),
      vscode.commands.registerCommand("slowspot.showHeat", () => this.turn(true)),
      vscode.commands.registerCommand("slowspot.hideHeat", () => this.turn(false)),
    ];
  }

  /** The setting is where it is kept, so that all windows agree. */
  private async turn(on: boolean): Promise<void> {
    const settings = vscode.workspace.getConfiguration(SECTION);
    const inWorkspace = settings.inspect("heat")?.workspaceValue !== undefined;
    if (get("heat") !== on) {
      await settings.update("heat", on, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
    }
    const document = vscode.window.activeTextEditor?.document;
    if (!on || document === undefined || !isMeasurable(document)) return;
    await this.ask(document);
    if (this.files.has(document.uri.toString()) || this.server.client === undefined) return;
    const profile = "Profile Current File";
    const chosen = await vscode.window.showInformationMessage("Slowspot: no recorded run has measured this file yet.", profile);
    if (chosen === profile) await vscode.commands.executeCommand("slowspot.profileFile");
  }

  // -- asking

  private askForAll(): void {
    this.drawAll();
    const documents = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document));
    for (const document of documents) if (isMeasurable(document)) void this.ask(document);
  }

  private async ask(document: vscode.TextDocument): Promise<void> {
    const { client } = this.server;
    if (client === undefined || !get("heat") || !knows(client)) return;
    const { version } = document;
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    let heat: HeatOfFile | null;
    try {
      heat = await client.sendRequest(ExecuteCommandRequest.type, { command: COMMAND, arguments: [uri] }) as HeatOfFile | null;
    } catch (error) {
      this.server.log.debug(`${COMMAND}: ${String(error)}`);
      return;
    }
    // Edited meanwhile, and so asked for again soon.
    if (document.isClosed || document.version !== version || (heat !== null && heat.version !== version)) return;
    if (heat === null) this.files.delete(document.uri.toString());
    else this.files.set(document.uri.toString(), heat);
    this.draw(document);
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const heat = this.files.get(key);
    if (heat === undefined || contentChanges.length === 0) return;
    this.files.set(key, contentChanges.map(editOf).reduce(afterEdit, heat));
    this.draw(document);
    clearTimeout(this.pauses.get(key));
    this.pauses.set(key, setTimeout(() => {
      this.pauses.delete(key);
      void this.ask(document);
    }, PAUSE_MS));
  }

  private forgetAll(): void {
    for (const key of [...this.files.keys()]) this.forget(key);
    this.drawAll();
  }

  private forget(key: string): void {
    this.files.delete(key);
    clearTimeout(this.pauses.get(key));
    this.pauses.delete(key);
  }

  // -- drawing

  private drawAll(): void {
    for (const document of new Set(vscode.window.visibleTextEditors.map((editor) => editor.document))) this.draw(document);
  }

  private draw(document: vscode.TextDocument): void {
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    const heat = get("heat") ? this.files.get(document.uri.toString()) : undefined;
    const lines = (heat?.lines ?? []).filter(({ line }) => line < document.lineCount);
    const texts = hintsAreShown(document) ? [] : lines;
    for (const editor of editors) {
      this.tints.forEach((type, index) => {
        const tinted = lines.filter(({ share }) => levelOf(share) === index + 1);
        editor.setDecorations(type, tinted.map(({ line }) => document.lineAt(line).range));
      });
      editor.setDecorations(this.text, texts.map(({ line, shown }) => {
        const { end } = document.lineAt(line).range;
        return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: shown } } };
      }));
    }
  }

  dispose(): void {
    for (const pause of this.pauses.values()) clearTimeout(pause);
    vscode.Disposable.from(...this.listeners).dispose();
  }
}

function tint(level: number): vscode.TextEditorDecorationType {
  const colour = new vscode.ThemeColor(`slowspot.heat${level}`);
  const ruler = { overviewRulerColor: new vscode.ThemeColor("slowspot.heatRuler"), overviewRulerLane: vscode.OverviewRulerLane.Center };
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: colour,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(level >= RULER_FROM ? ruler : {}),
  });
}

function editOf({ range, text }: vscode.TextDocumentContentChangeEvent): Edit {
  return { first: range.start.line, last: range.end.line, breaks: text.split(/\r\n|\r|\n/).length - 1 };
}

/** Not a cell, nor the old side of a comparison: the server has their text from nowhere. */
function isMeasurable(document: vscode.TextDocument): boolean {
  return document.languageId === "python" && document.uri.scheme === "file";
}

/** An older server in the user's environment has no heat. */
function knows(client: LanguageClient): boolean {
  return client.initializeResult?.capabilities.executeCommandProvider?.commands.includes(COMMAND) ?? false;
}

/** Whether the server's inlay hints tell the share already: one figure at the end of a line is enough. */
function hintsAreShown(document: vscode.TextDocument): boolean {
  const inEditor = vscode.workspace.getConfiguration("editor.inlayHints", document).get<string>("enabled", "on");
  const ours = vscode.workspace.getConfiguration(SECTION, document).get<boolean>("inlayHints", true);
  return ours && (inEditor === "on" || inEditor === "onUnlessPressed");
}
