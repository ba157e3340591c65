// The server's process: started, its last words kept, and ended for certain.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import * as os from "node:os";
import type { Launch } from "./launch";

const LINES_KEPT = 40;

/** How long a server that was asked to end may take. */
const GRACE_MS = 3_000;

export class ServerProcess {
  /** What it wrote to its log last, oldest first. */
  readonly lastLines: string[] = [];
  private unfinished = "";

  private constructor(readonly child: ChildProcessWithoutNullStreams, onLine: (line: string) => void) {
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      const lines = (this.unfinished + text).split(/\r?\n/);
      this.unfinished = lines.pop() ?? "";
      for (const line of lines) {
        this.lastLines.push(line);
        onLine(line);
      }
      this.lastLines.splice(0, this.lastLines.length - LINES_KEPT);
    });
    // A pipe that breaks says nothing new: `exit` tells the end.
    child.stdin.on("error", () => undefined);
  }

  /** Rejects where the program cannot be started. */
  static start(launch: Launch, environment: Record<string, string>, onLine: (line: string) => void): Promise<ServerProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(launch.command, [...launch.args], {
        // Not the workspace: nothing in it shall be found first, and on Windows a working directory cannot be deleted.
        cwd: os.homedir(),
        env: { ...process.env, ...environment },
        windowsHide: true,
      });
      const made = new ServerProcess(child, onLine);
      child.once("error", reject);
      child.once("spawn", () => { resolve(made); });
    });
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** How it ended, as in "ended with exit code 1". */
  get ending(): string {
    if (this.child.signalCode !== null) return `was ended by ${this.child.signalCode}`;
    return this.child.exitCode === null ? "does not answer" : `ended with exit code ${this.child.exitCode}`;
  }

  /** What it said last, without the lines of a traceback above it. */
  get lastWords(): string {
    return [...this.lastLines, this.unfinished].filter((line) => line.trim() !== "").at(-1)?.trim() ?? "";
  }

  /** Wait for its end; it is killed where it does not come. */
  async finish(): Promise<void> {
    if (this.ended) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.child.kill("SIGKILL"), GRACE_MS);
      this.child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
