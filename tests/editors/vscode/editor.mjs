// VS Code as a person has it: a code-server with a profile of its own, looked at in a Chromium without a screen.
// One editor serves many journeys; each gets a window of its own, with no memory of those before.
import { execFile, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Window } from "./window.mjs";

const START_SECONDS = 90;

/** What every window of the tests has: nothing that moves, asks, or looks for news. */
const LOOK = {
  "chat.disableAIFeatures": true,
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.restoreWindows": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const CHROMIUM = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", // the page reaches nothing but the editor
];

export class Editor {
  /**
   * @param {object} given
   * @param {string} given.node  the Node that runs code-server
   * @param {string} given.codeServer  code-server's script
   * @param {string} given.chromium
   * @param {string} given.artefacts  the folder for screenshots and logs
   * @param {string} given.vsix  the extension
   * @param {string[]} given.path  folders in which the editor, and so the extension, finds programs
   */
  static async start(given) {
    // Sockets lie in there, and their paths may have 107 bytes.
    const root = await mkdtemp(path.join(tmpdir(), "slowspot-"));
    const editor = new Editor(given, root);
    try {
      await editor.#prepare();
      await editor.#serve();
      await editor.#browse();
    } catch (error) {
      await editor.close();
      throw error;
    }
    return editor;
  }

  constructor(given, root) {
    this.given = given;
    this.root = root;
    this.windows = [];
    this.env = {
      ...process.env,
      PATH: given.path.join(path.delimiter),
      HOME: this.#in("home"),
      SHELL: "/bin/sh",
      TMPDIR: this.#in("tmp"),
      XDG_CACHE_HOME: this.#in("home/.cache"),
      XDG_CONFIG_HOME: this.#in("home/.config"),
      XDG_DATA_HOME: this.#in("home/.local/share"),
      XDG_RUNTIME_DIR: this.#in("tmp"),
      EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }), // no market place is asked
    };
  }

  #in(name) {
    return path.join(this.root, name);
  }

  #command(...args) {
    const own = ["--config", this.#in("config.yaml"), "--user-data-dir", this.#in("data"), "--extensions-dir", this.#in("extensions")];
    return [this.given.codeServer, ...own, ...args];
  }

  async #prepare() {
    for (const folder of ["home", "tmp", "data/User", "data/Machine"]) await mkdir(this.#in(folder), { recursive: true });
    await mkdir(this.given.artefacts, { recursive: true });
    await writeFile(this.#in("config.yaml"), "");
    // The extension host has the environment of a login shell, which begins with a PATH of its own.
    await writeFile(this.#in("home/.profile"), `export PATH='${this.env.PATH}'\n`);
    await this.settings({});
    const install = this.#command("--install-extension", this.given.vsix, "--force");
    const { stdout, stderr } = await promisify(execFile)(this.given.node, install, { env: this.env });
    if (!/successfully installed/.test(stdout)) throw new Error(`the extension cannot be installed:\n${stdout}${stderr}`);
  }

  async #serve() {
    const port = await freePort();
    this.base = `http://127.0.0.1:${port}`;
    this.remote = `vscode-remote://127.0.0.1:${port}`;
    const log = openSync(path.join(this.given.artefacts, "code-server.log"), "w");
    const args = this.#command(
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--ignore-last-opened"],
      ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    );
    // A process group of its own: what it starts (extension hosts, language servers) ends with it.
    this.server = spawn(this.given.node, args, { env: this.env, stdio: ["ignore", log, log], detached: true });
    const until = Date.now() + START_SECONDS * 1000;
    while (!(await fetch(`${this.base}/healthz`).then((answer) => answer.ok, () => false))) {
      const ended = this.server.exitCode !== null;
      if (ended || Date.now() > until) throw new Error(`code-server ${ended ? "ended" : "does not answer"}: see ${this.given.artefacts}/code-server.log`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async #browse() {
    const { chromium } = createRequire(this.given.codeServer)("playwright-core");
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    this.browser = await chromium.launch({ executablePath: this.given.chromium, headless: true, args: [...CHROMIUM, ...asRoot] });
  }

  /** Write the user's settings; windows that are opened later start with them. */
  async settings(own) {
    await writeFile(this.#in("data/User/settings.json"), JSON.stringify({ ...LOOK, ...own }, null, 2));
    // A window in which an extension is developed reads these alone.
    await writeFile(this.#in("data/Machine/settings.json"), JSON.stringify(own, null, 2));
  }

  /** Open a folder, and a file in it (as "name" or "name:line"), in a window without memory. */
  async window(folder, file, { size = { width: 1280, height: 800 } } = {}) {
    const context = await this.browser.newContext({
      viewport: size,
      locale: "en-US",
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    const window = new Window(page, folder, this.given.artefacts);
    this.windows.push(window);
    const entries = [["gotoLineMode", "true"], ...(file ? [["openFile", this.remote + path.join(folder, file)]] : [])];
    window.address = `${this.base}/?${new URLSearchParams({ folder, payload: JSON.stringify(entries) })}`;
    await window.load();
    return window;
  }

  async closeWindows() {
    for (const window of this.windows.splice(0)) await window.close();
  }

  /** The last lines that code-server and its extension hosts wrote. */
  async log(lines = 40) {
    const text = await readFile(path.join(this.given.artefacts, "code-server.log"), "utf8").catch(() => "");
    return text.split("\n").slice(-lines).join("\n");
  }

  async close() {
    await this.closeWindows().catch(() => {});
    await this.browser?.close().catch(() => {});
    const server = this.server;
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((done) => server.once("exit", done));
      signal(server.pid, "SIGTERM");
      const late = setTimeout(() => signal(server.pid, "SIGKILL"), 8000);
      await ended;
      clearTimeout(late);
      signal(server.pid, "SIGKILL"); // whatever is left of the group
    }
    await rm(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // It is gone.
  }
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
