// The view "Slow Spots": findings and hot functions by what there is to gain, live, a click away from their code.
import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Changes } from "./changes";
import { levelOf } from "./heatLines";
import type { Server } from "./server";
import { type Group, type Spot, type Spots, description, grouped, label, spoken } from "./spots";

const VIEW = "slowspot.hotspots";
const COMMAND = "slowspot.hotspots";

/** Findings come file by file; the list is asked for once they have settled. */
const PAUSE_MS = 500;

/** While the index is made, the list grows in steps of this. */
const INDEX_PAUSE_MS = 2000;

type Node = { readonly group: Group } | { readonly spot: Spot; readonly id: string; readonly group: Group };

export class HotspotsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Node>;
  private readonly listeners: { dispose(): unknown }[];
  private groups: readonly Group[] = [];
  /** The groups as they were handed out: VS Code finds a node again by identity. */
  private nodes: Node[] = [];
  private outdated = true;
  private pause: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server, changes: Changes) {
    this.view = vscode.window.createTreeView<Node>(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.listeners = [
      this.changed,
      this.view,
      this.view.onDidChangeVisibility(() => { if (this.outdated) this.refreshSoon(0); }),
      changes.onDidChangeProfile(() => { this.refreshSoon(0); }),
      changes.onDidChangeIndex(() => { if (this.pause === undefined) this.refreshSoon(INDEX_PAUSE_MS); }),
      server.onDidChangeState((state) => { if (state.kind !== "ready") this.show({ spots: [], left: 0 }); }),
      // Whatever the server finds anew, pushed or pulled, comes as diagnostics.
      vscode.languages.onDidChangeDiagnostics(() => { this.refreshSoon(PAUSE_MS); }),
      vscode.commands.registerCommand("slowspot.refreshHotspots", () => this.refresh()),
      vscode.commands.registerCommand("slowspot.openSpot", (node: Node) => openSpot(node)),
      vscode.commands.registerCommand("slowspot.fixSpot", (node: Node) => openSpot(node, "editor.action.quickFix")),
    ];
  }

  /** Ask the server again, unless nobody looks. */
  private refreshSoon(milliseconds: number): void {
    this.outdated = true;
    if (!this.view.visible) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => void this.refresh(), milliseconds);
  }

  private async refresh(): Promise<void> {
    clearTimeout(this.pause);
    this.pause = undefined;
    const { client } = this.server;
    if (client === undefined) return;
    this.outdated = false;
    try {
      this.show(await client.sendRequest(ExecuteCommandRequest.type, { command: COMMAND, arguments: [] }) as Spots);
    } catch (error) {
      this.server.log.debug(`${COMMAND}: ${String(error)}`);
    }
  }

  private show({ spots, left }: Spots): void {
    this.groups = grouped(spots);
    this.nodes = this.groups.map((group) => ({ group }));
    if (left > 0) this.view.message = `The first ${spots.length}; there are ${left} more.`;
    else delete this.view.message;
    this.changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.nodes;
    return "spot" in node ? [] : node.group.spots.map((item) => ({ ...item, group: node.group }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return "spot" in node ? spotItem(node) : groupItem(node.group);
  }

  dispose(): void {
    clearTimeout(this.pause);
    vscode.Disposable.from(...this.listeners).dispose();
  }
}

function groupItem(group: Group): vscode.TreeItem {
  const item = new vscode.TreeItem(group.title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.basis;
  item.description = String(group.spots.length);
  item.tooltip = group.explanation;
  item.contextValue = "group";
  return item;
}

function spotItem(node: Node & { spot: Spot; id: string }): vscode.TreeItem {
  const { spot, id } = node;
  const uri = vscode.Uri.parse(spot.uri);
  const path = pathOf(uri);
  const item = new vscode.TreeItem(label(spot), vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.description = description(spot, path);
  item.iconPath = icon(spot);
  item.tooltip = tooltip(spot, path);
  item.contextValue = spot.fix === null ? spot.kind : `${spot.kind}.fixable`;
  item.command = { command: "slowspot.openSpot", title: "Open", arguments: [node] };
  item.accessibilityInformation = { label: spoken(spot, path) };
  return item;
}

/** Where a file lies in the workspace; of a notebook's cell, with its number. */
function pathOf(uri: vscode.Uri): string {
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => document.uri.toString() === uri.toString());
    if (cell !== undefined) return `${vscode.workspace.asRelativePath(notebook.uri)} cell ${cell.index + 1}`;
  }
  return vscode.workspace.asRelativePath(uri);
}

function icon(spot: Spot): vscode.ThemeIcon {
  // In the colour of heat what matters: where all is red, nothing is.
  const hot = spot.basis === "profiled" && levelOf(spot.gain ?? spot.share ?? 0) >= 2;
  const measured = hot ? new vscode.ThemeColor("slowspot.heatRuler") : undefined;
  if (spot.kind === "function") return new vscode.ThemeIcon("flame", measured);
  return new vscode.ThemeIcon(spot.fix === null ? "warning" : spot.fix === "safe" ? "lightbulb-autofix" : "lightbulb", measured);
}

/** As text, not as Markdown: messages quote code, and names come from files. */
function tooltip(spot: Spot, path: string): string {
  const lines = [
    spot.kind === "function" ? "" : spot.title,
    spot.detail,
    spot.fix === "safe" ? "Has a quick fix that is safe." : spot.fix === "review" ? "Has a quick fix to review." : "",
    spot.stale ? "The function was changed after the recording." : "",
    [spot.rule ?? "", `${path}:${spot.range.start.line + 1}`].filter((part) => part !== "").join(" · "),
  ];
  return lines.filter((part) => part !== "").join("\n\n");
}

/** Show a spot's code, and then what the editor can do about it. */
async function openSpot(node: Node | undefined, then?: string): Promise<void> {
  if (node === undefined || !("spot" in node)) return;
  const { start, end } = node.spot.range;
  const place = new vscode.Range(start.line, start.character, end.line, end.character);
  const selection = then === undefined ? place : new vscode.Range(place.start, place.start);
  // As a link would be opened: that finds the cell of a notebook, too.
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(node.spot.uri), { selection, preview: true });
  if (then !== undefined) await vscode.commands.executeCommand(then);
}
