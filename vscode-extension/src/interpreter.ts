// Finds out what a Python is and which Slowspot it has. Knows nothing of VS Code.
import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A Python to try; `origin` says who named it. */
export interface Candidate {
  readonly path: string;
  readonly origin: "setting" | "python-extension" | "workspace" | "search-path";
}

/** What a Python said about itself. */
export interface Interpreter extends Candidate {
  readonly version: readonly [major: number, minor: number, micro: number];
  /** As in the names of wheels, `cp312` or `cp313t`; another implementation has its own name there. */
  readonly tag: string;
  /** The version of the Slowspot that is installed there; "" where there is none. */
  readonly slowspot: string;
  /** What that Slowspot needs and does not have. */
  readonly missing: readonly string[];
}

export interface Refused extends Candidate {
  /** Why it cannot be used, as the end of a sentence that begins with its path. */
  readonly reason: string;
}

export const OLDEST_PYTHON = [3, 10] as const;

/** Asks without importing anything but what tells the version: 30 ms after Python's own start. */
const QUESTION = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json, sysconfig
from importlib import util
def has(name):
    try:
        return util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
version = ""
if has("slowspot") and has("slowspot.analyzers.version"):
    try:
        from slowspot.analyzers.version import VERSION as version
    except Exception:
        pass
name = {"cpython": "cp", "pypy": "pp"}.get(sys.implementation.name, sys.implementation.name)
tag = "%s%d%d%s" % (name, sys.version_info[0], sys.version_info[1], "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")
print(json.dumps({
    "version": list(sys.version_info[:3]), "tag": tag, "slowspot": version,
    "missing": [name for name in ("libcst", "pathspec", "pygls") if not has(name)],
}))
`;

const PATIENCE_MS = 20_000;

/** Start a Python and ask what it is. Never in a folder of the workspace: its files must not stand in for modules. */
export async function ask(candidate: Candidate): Promise<Interpreter | Refused> {
  const answer = await run(candidate.path, ["-c", QUESTION]);
  return "reason" in answer ? { ...candidate, reason: answer.reason } : read(candidate, answer.output);
}

/** Read what `QUESTION` prints; exported for the tests. */
export function read(candidate: Candidate, output: string): Interpreter | Refused {
  const line = output.trim().split("\n").at(-1) ?? "";
  let table: unknown;
  try {
    table = JSON.parse(line);
  } catch {
    return { ...candidate, reason: "does not answer as a Python does" };
  }
  if (!isAnswer(table)) return { ...candidate, reason: "does not answer as a Python does" };
  const [major = 0, minor = 0, micro = 0] = table.version;
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    return { ...candidate, reason: `is Python ${major}.${minor}; Slowspot needs ${OLDEST_PYTHON.join(".")} or newer` };
  }
  const { tag, slowspot, missing } = table;
  return { ...candidate, version: [major, minor, micro], tag, slowspot, missing };
}

interface Answer {
  version: number[];
  tag: string;
  slowspot: string;
  missing: string[];
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== "object" || value === null) return false;
  const table = value as Record<string, unknown>;
  return (
    Array.isArray(table.version) && Array.isArray(table.missing) &&
    typeof table.tag === "string" && typeof table.slowspot === "string"
  );
}

function run(program: string, args: readonly string[]): Promise<{ output: string } | { reason: string }> {
  return new Promise((resolve) => {
    const options = { cwd: os.homedir(), timeout: PATIENCE_MS, windowsHide: true };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (!error) {
        resolve({ output: stdout });
        return;
      }
      if (error.code === "ENOENT") resolve({ reason: "does not exist" });
      else if (error.code === "EACCES") resolve({ reason: "may not be run: permission denied" });
      else if (error.killed) resolve({ reason: `gave no answer within ${PATIENCE_MS / 1000} seconds` });
      else resolve({ reason: `does not run: ${lastLine(stderr) || error.message}` });
    });
  });
}

export function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? "";
}

export function isRefused(answer: Interpreter | Refused): answer is Refused {
  return "reason" in answer;
}

/** The path that a setting means: `~`, `${workspaceFolder}`, `${env:NAME}`, and paths relative to the folder. */
export function expand(setting: string, folder: string | undefined): string {
  let text = setting.trim();
  text = text.replace(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
  text = text.replaceAll("${workspaceFolder}", folder ?? "").replaceAll("${userHome}", os.homedir());
  if (text === "~" || text.startsWith("~/") || text.startsWith("~\\")) text = path.join(os.homedir(), text.slice(1));
  const bare = path.basename(text) === text;
  return bare || path.isAbsolute(text) || folder === undefined ? text : path.join(folder, text);
}

/** What `python3` and so on are on the search path, without what lies in one of the folders `not`. */
export function onSearchPath(not: readonly string[], searchPath = process.env.PATH ?? ""): Candidate[] {
  const windows = process.platform === "win32";
  const versioned = ["3.13", "3.12", "3.11", "3.10", "3.14"].map((version) => `python${version}`);
  const names = windows ? ["python.exe", "python3.exe", "py.exe"] : ["python3", "python", ...versioned];
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found = new Map<string, Candidate>();
  for (const name of names) {
    for (const folder of folders) {
      const candidate = path.join(folder, name);
      if (!existsSync(candidate) || isWithin(candidate, not)) continue;
      // The store's stand-in, which opens a shop where no Python is installed.
      if (windows && /\\WindowsApps\\/i.test(candidate)) continue;
      const real = realpathSync(candidate);
      // Not by the real path: in a virtual environment the link is what matters.
      if (!found.has(real)) found.set(real, { path: candidate, origin: "search-path" });
      break;
    }
  }
  return [...found.values()];
}

/** Whether a path, or what it links to, lies in one of the folders. */
export function isWithin(file: string, folders: readonly string[]): boolean {
  const places = [file, real(path.dirname(file))];
  return folders.some((folder) =>
    [folder, real(folder)].some((root) =>
      places.some((place) => {
        const relative = path.relative(root, place);
        return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
      }),
    ),
  );
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
