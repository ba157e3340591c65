// The language server's life: found, started, restarted when it crashes, and clear words when it cannot run.
import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction, DidChangeConfigurationNotification, ErrorAction, ExecuteCommandRequest, LanguageClient,
  type LanguageClientOptions, ResponseError, RevealOutputChannelOn,
} from "vscode-languageclient/node";
import type { Environments } from "./environments";
import { type Candidate, ask, expand, isWithin } from "./interpreter";
import { type Launch, type Problem, choose, isProblem, readBundle } from "./launch";
import { middleware } from "./middleware";
import { nearby } from "./nearby";
import { ServerProcess } from "./process";
import * as settings from "./settings";
import { allows, distrustedFolders } from "./trust";

export type State =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly launch: Launch }
  | { readonly kind: "failed"; readonly problem: Problem };

/** Crashes within `CRASH_WINDOW_MS` after which it is not started again by itself. */
const MOST_CRASHES = 3;
const CRASH_WINDOW_MS = 180_000;

/** How long a server may take to answer `initialize`: 0.3 s is usual, a cold disk takes 10. */
const START_MS = 60_000;

/** Notifications of the server's own that this client understands. */
const NOTIFIES = ["slowspot/changed"];

const SELECTOR = ["file", "untitled", "vscode-notebook-cell"].map((scheme) => ({ scheme, language: "python" }));

/** A client whose failures go to the log alone: what the user is to know is said once, by us, with what mends it. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server implements vscode.Disposable {
  private readonly changedState = new vscode.EventEmitter<State>();
  private readonly changedWork = new vscode.EventEmitter<string>();
  private readonly started = new vscode.EventEmitter<LanguageClient>();
  private running: { readonly client: LanguageClient; readonly process: ServerProcess } | undefined;
  private queue: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private crashes: number[] = [];
  private current: State = { kind: "off" };

  readonly onDidChangeState = this.changedState.event;
  /** What it is at: the title of the work whose progress it reports, "" at the end. */
  readonly onDidChangeWork = this.changedWork.event;
  /** A server is ready, the first time or again: whoever listens to its notifications registers them anew. */
  readonly onDidStart = this.started.event;
  /** Handlers that stand in for commands of the server, such as one that shows its report here. */
  readonly standIns = new Map<string, (args: unknown[]) => Promise<unknown>>();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly environments: Environments,
    readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): State {
    return this.current;
  }

  /** The client of a server that is ready. */
  get client(): LanguageClient | undefined {
    return this.current.kind === "ready" ? this.running?.client : undefined;
  }

  /** Start it, or start it anew. Never rejects: what goes wrong is in the state. */
  restart(): Promise<void> {
    this.crashes = [];
    // Of several wishes in a row, such as settings that are changed one after the other, one start is enough.
    this.waiting ??= this.enqueue(() => {
      this.waiting = undefined;
      return this.startAnew();
    });
    return this.waiting;
  }

  stop(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      this.become({ kind: "off" });
    });
  }

  /** Another Python is selected: start anew where that changes which server runs, else tell the server. */
  interpreterChanged(): Promise<void> {
    return this.enqueue(async () => {
      const launch = this.current.kind === "ready" ? this.current.launch : undefined;
      const chosen = launch && (await this.choose());
      const same = chosen && !isProblem(chosen) && chosen.command === launch.command && chosen.version === launch.version;
      if (same) await this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
      else if (settings.get("enable")) await this.startAnew();
    });
  }

  /** Have the server run one of its commands. Its errors are shown, and answered with undefined. */
  async execute(command: string, args: unknown[]): Promise<unknown> {
    if (!(await allows(command))) return undefined;
    await this.queue;
    const client = this.client;
    if (client === undefined) {
      if (this.current.kind === "off") void vscode.window.showInformationMessage("Slowspot is turned off by the setting slowspot.enable");
      else this.changedState.fire(this.current); // Says again what is wrong.
      return undefined;
    }
    try {
      return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
    } catch (error) {
      this.log.error(`${command}: ${String(error)}`);
      // Of what fails later than its arguments the server tells the user itself.
      if (error instanceof ResponseError) {
        const message = error.message.replace(`${command}: `, "");
        void vscode.window.showErrorMessage(`Slowspot: ${message}`);
      }
      return undefined;
    }
  }

  dispose(): void {
    void this.stop().finally(() => { vscode.Disposable.from(this.changedState, this.changedWork, this.started).dispose(); });
  }

  // -- start

  private async startAnew(): Promise<void> {
    await this.end();
    if (!settings.get("enable")) {
      this.become({ kind: "off" });
      return;
    }
    this.become({ kind: "starting" });
    const launch = await this.choose();
    if (isProblem(launch)) {
      this.log.error(launch.message);
      this.become({ kind: "failed", problem: launch });
      return;
    }
    this.log.info(`starting ${launch.bundled ? "the bundled " : ""}Slowspot ${launch.version}: ${[launch.command, ...launch.args].join(" ")}`);
    let process: ServerProcess;
    try {
      const environment = { SLOWSPOT_LOG: settings.get("logLevel") };
      process = await ServerProcess.start(launch, environment, (line) => { this.log.info(line); });
    } catch (error) {
      this.become({ kind: "failed", problem: { message: `Slowspot cannot start: ${String(error)}`, mends: ["select-interpreter", "show-log"] } });
      return;
    }
    const client = new QuietClient("slowspot", "Slowspot", () => Promise.resolve(process.child), this.options(process));
    this.running = { client, process };
    try {
      await within(START_MS, client.start());
    } catch (error) {
      this.log.error(String(error));
      if (!(error instanceof TooLate)) await process.finish(); // Its ending and its last words are about to come.
      const problem = failedAtStart(launch, process);
      process.child.kill("SIGKILL");
      await this.end();
      this.become({ kind: "failed", problem });
      return;
    }
    this.become({ kind: "ready", launch });
    this.started.fire(client);
  }

  private async choose(): Promise<Launch | Problem> {
    const command = settings.get("path");
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const [program, ...args] = command.map((word) => expand(word, folder?.fsPath));
    if (program !== undefined) return { command: program, args, version: "", bundled: false };
    return choose(
      await this.candidates(folder),
      ask,
      readBundle(this.extension.fsPath),
      settings.get("importStrategy"),
      path.join(this.extension.fsPath, "bundled", "start.py"),
    );
  }

  private async candidates(folder: vscode.Uri | undefined): Promise<Candidate[]> {
    const named = settings.get("interpreter", folder);
    if (named !== "") {
      const candidate = { path: expand(named, folder?.fsPath), origin: "setting" } as const;
      // After it the others: the bundle may have modules for one of them only.
      if (!isWithin(candidate.path, distrustedFolders())) return [candidate, ...nearby(folder)];
    }
    const selected = await this.environments.selected(folder);
    const first = selected === undefined ? [] : [{ path: selected, origin: "python-extension" } as const];
    return [...first, ...nearby(folder)];
  }

  private options(process: ServerProcess): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // `ServerProcess` reads it.
      stdioOptions: { stdout: () => undefined, stderr: () => undefined },
      initializationOptions: { settings: settings.tableFor(undefined, undefined), notifies: NOTIFIES },
      initializationFailedHandler: () => false,
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: middleware({
        interpreter: (scope) => this.environments.selected(scope),
        standIns: this.standIns,
        onWork: (title) => { this.changedWork.fire(title); },
      }),
      errorHandler: {
        error: (error) => {
          this.log.error(error.message);
          return { action: ErrorAction.Continue, handled: true }; // Where it is the end, `closed` is called.
        },
        closed: () => {
          this.closed(process);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
  }

  // -- end

  /** The connection was closed, and nobody had asked for that. */
  private closed(process: ServerProcess): void {
    if (this.running?.process !== process || this.current.kind !== "ready") return; // Whoever started it tells.
    void this.enqueue(async () => {
      if (this.running?.process !== process) return;
      await process.finish();
      const now = Date.now();
      this.crashes = [...this.crashes.filter((then) => now - then < CRASH_WINDOW_MS), now];
      this.log.error(`the server ${process.ending}: ${process.lastWords}`);
      if (this.crashes.length < MOST_CRASHES) {
        await this.startAnew();
        return;
      }
      await this.end();
      const words = process.lastWords === "" ? "" : `: ${process.lastWords}`;
      const message = `Slowspot's server ${process.ending}, ${this.crashes.length} times in a row${words}`;
      this.become({ kind: "failed", problem: { message, mends: ["restart", "show-log"] } });
    });
  }

  private async end(): Promise<void> {
    const running = this.running;
    if (running === undefined) return;
    this.running = undefined;
    try {
      await running.client.dispose();
    } catch {
      // It had not come up, or has ended by itself.
    }
    running.process.child.stdin.end();
    await running.process.finish();
    this.changedWork.fire("");
  }

  private become(state: State): void {
    this.current = state;
    this.changedState.fire(state);
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const run = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        this.log.error(String(error));
        this.become({ kind: "failed", problem: { message: `Slowspot: ${String(error)}`, mends: ["restart", "show-log"] } });
      }
    };
    this.queue = this.queue.then(run);
    return this.queue;
  }
}

class TooLate extends Error {}

async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new TooLate(`no answer within ${limit / 1000} seconds`)); }, limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failedAtStart(launch: Launch, process: ServerProcess): Problem {
  const words = process.lastWords === "" ? "" : `: ${process.lastWords}`;
  return {
    message: `Slowspot cannot start: its server (${launch.command}) ${process.ending}${words}`,
    mends: launch.interpreter === undefined ? ["open-settings", "show-log"] : ["select-interpreter", "restart", "show-log"],
  };
}
