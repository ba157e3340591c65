// Which Python the user has selected, as the Python extension tells.
import * as vscode from "vscode";

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly id: string; readonly path: string };
    resolveEnvironment(environment: { readonly id: string; readonly path: string }): Promise<
      { readonly executable: { readonly uri: vscode.Uri | undefined } } | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const PYTHON = "ms-python.python";

/** Asks the Python extension, where it is there and the workspace is trusted: its choice may lie in the workspace. */
export class Environments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: { dispose(): unknown }[] = [this.changed];
  private api: PythonExtension["environments"] | undefined;
  private looked = false;

  /** Another Python may be selected by now. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.listeners.push(
      // Installed or enabled later.
      vscode.extensions.onDidChange(() => {
        if (this.api === undefined && vscode.extensions.getExtension(PYTHON)) {
          this.looked = false;
          this.changed.fire();
        }
      }),
    );
  }

  /** The path of the selected interpreter; undefined where nobody tells. */
  async selected(scope: vscode.Uri | undefined): Promise<string | undefined> {
    const api = await this.connect();
    if (api === undefined) return undefined;
    const active = api.getActiveEnvironmentPath(scope);
    const resolved = await api.resolveEnvironment(active);
    return resolved?.executable.uri?.fsPath;
  }

  private async connect(): Promise<PythonExtension["environments"] | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    if (!this.looked) {
      this.looked = true;
      try {
        const extension = vscode.extensions.getExtension<Partial<PythonExtension>>(PYTHON);
        this.api = (await extension?.activate())?.environments;
      } catch {
        // It failed by itself and has said so.
        this.api = undefined;
      }
      if (this.api) this.listeners.push(this.api.onDidChangeActiveEnvironmentPath(() => { this.changed.fire(); }));
    }
    return this.api;
  }

  dispose(): void {
    vscode.Disposable.from(...this.listeners).dispose();
  }
}
