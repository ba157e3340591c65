// Tells whoever shows what was measured that the server may know other figures now.
import * as vscode from "vscode";
import type { Server } from "./server";

/** The server's own notification: there is another profile, or another index. */
const CHANGED = "slowspot/changed";

export class Changes implements vscode.Disposable {
  private readonly changedProfile = new vscode.EventEmitter<void>();
  private readonly changedIndex = new vscode.EventEmitter<void>();
  private readonly listener: { dispose(): unknown };

  /** A server is ready, or has another profile. */
  readonly onDidChangeProfile = this.changedProfile.event;
  /** The server knows something else of files that are not open: up to twice a second while it goes through them. */
  readonly onDidChangeIndex = this.changedIndex.event;

  constructor(server: Server) {
    this.listener = server.onDidStart((client) => {
      // Here alone: a client keeps one handler for a method.
      client.onNotification(CHANGED, ({ what }: { what: string }) => {
        if (what === "index") this.changedIndex.fire();
        else this.changedProfile.fire();
      });
      this.changedProfile.fire();
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.listener, this.changedProfile, this.changedIndex).dispose();
  }
}
