// Tells whoever shows what was measured that the server may know other figures now.
import * as vscode from "vscode";
import type { Server } from "./server";

/** The server's own notification: there is another profile, or another index. */
const CHANGED = "slowspot/changed";

export class Changes implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: { dispose(): unknown };

  /** A server is ready, or has another profile or index. */
  readonly onDidChange = this.changed.event;

  constructor(server: Server) {
    this.listener = server.onDidStart((client) => {
      // Here alone: a client keeps one handler for a method.
      client.onNotification(CHANGED, () => { this.changed.fire(); });
      this.changed.fire();
    });
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}
