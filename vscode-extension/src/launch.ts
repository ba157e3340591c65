// Chooses which Slowspot runs in which Python, or says what is wrong and what mends it. Knows nothing of VS Code.
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { type Candidate, type Interpreter, OLDEST_PYTHON, type Refused, isRefused } from "./interpreter";

export type ImportStrategy = "fromEnvironment" | "useBundled";

/** The Slowspot that came with the extension. */
export interface Bundle {
  readonly folder: string;
  readonly version: string;
  /** Pythons that it has compiled modules for, as `cp312`. */
  readonly tags: readonly string[];
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
  readonly bundled: boolean;
  /** The Python that it runs in; undefined for a command of the user's. */
  readonly interpreter?: Interpreter;
}

export type Mend = "select-interpreter" | "open-settings" | "install" | "show-log" | "restart";

export interface Problem {
  readonly message: string;
  /** What mends it, most promising first. */
  readonly mends: readonly Mend[];
  /** The Python to install Slowspot into, where that helps. */
  readonly installInto?: string;
}

/** The oldest Slowspot that this extension gets on with. */
export const OLDEST_SLOWSPOT = "0.1.0";

export function readBundle(extension: string): Bundle | undefined {
  const folder = path.join(extension, "bundled");
  const manifest = path.join(folder, "manifest.json");
  if (!existsSync(manifest)) return undefined;
  const table = JSON.parse(readFileSync(manifest, "utf8")) as { version: string; tags: string[] };
  return { folder, version: table.version, tags: table.tags };
}

/**
 * Choose among Pythons in the order of `candidates`: the environment's own Slowspot where it is new enough, else the
 * bundle in the first Python that it has modules for. A Python that the user named is not passed over in silence.
 */
export async function choose(
  candidates: readonly Candidate[],
  ask: (candidate: Candidate) => Promise<Interpreter | Refused>,
  bundle: Bundle | undefined,
  strategy: ImportStrategy,
  start: string,
): Promise<Launch | Problem> {
  const refused: Refused[] = [];
  const usable: Interpreter[] = [];
  for (const candidate of candidates) {
    const answer = await ask(candidate);
    if (isRefused(answer)) {
      if (candidate.origin === "setting") return namedButRefused(answer);
      refused.push(answer);
      continue;
    }
    // Only of the project's own Python its Slowspot counts: the first one that runs.
    if (usable.length === 0 && strategy === "fromEnvironment" && isGoodEnough(answer)) {
      return { command: answer.path, args: [start], version: answer.slowspot, bundled: false, interpreter: answer };
    }
    usable.push(answer);
    if (bundle?.tags.includes(answer.tag)) {
      const args = [start, "--libs", path.join(bundle.folder, "libs")];
      return { command: answer.path, args, version: bundle.version, bundled: true, interpreter: answer };
    }
  }
  const [first] = usable;
  return first === undefined ? noPython(refused) : noSlowspot(first, bundle);
}

function isGoodEnough(interpreter: Interpreter): boolean {
  return (
    interpreter.slowspot !== "" && interpreter.missing.length === 0 &&
    compareVersions(interpreter.slowspot, OLDEST_SLOWSPOT) >= 0
  );
}

/** Compare by numbers; what follows them, such as `.dev3`, counts as older than nothing. */
export function compareVersions(left: string, right: string): number {
  const parts = (text: string): [number[], boolean] => {
    const numbers = /^\d+(?:\.\d+)*/.exec(text)?.[0] ?? "0";
    return [numbers.split(".").map(Number), numbers.length < text.replace(/\+.*/, "").length];
  };
  const [a, aEarly] = parts(left);
  const [b, bEarly] = parts(right);
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(bEarly) - Number(aEarly);
}

export function isProblem(result: Launch | Problem): result is Problem {
  return "mends" in result;
}

function namedButRefused(refused: Refused): Problem {
  return {
    message: `Slowspot cannot start: ${refused.path} ${refused.reason}. The setting slowspot.interpreter names it.`,
    mends: ["select-interpreter", "open-settings", "show-log"],
  };
}

function noPython(refused: readonly Refused[]): Problem {
  const tried = refused.slice(0, 3).map((each) => `${each.path} ${each.reason}`);
  const told = tried.length > 0 ? ` Tried: ${tried.join("; ")}.` : "";
  return {
    message: `Slowspot cannot start: it found no Python ${OLDEST_PYTHON.join(".")} or newer.${told}`,
    mends: ["select-interpreter", "show-log"],
  };
}

function noSlowspot(interpreter: Interpreter, bundle: Bundle | undefined): Problem {
  const python = `Python ${interpreter.version.join(".")} (${interpreter.path})`;
  let why = `it is not installed in ${python}`;
  if (interpreter.slowspot !== "" && interpreter.missing.length > 0) {
    why = `${python} has it, but not what it needs: ${interpreter.missing.join(", ")}`;
  } else if (interpreter.slowspot !== "") {
    why = `${python} has version ${interpreter.slowspot}, and this extension needs ${OLDEST_SLOWSPOT} or newer`;
  }
  const brought = bundle === undefined ? "" : `, and the extension brings it for ${bundle.tags.join(", ")} only`;
  return {
    message: `Slowspot cannot start: ${why}${brought}.`,
    mends: ["install", "select-interpreter", "show-log"],
    installInto: interpreter.path,
  };
}
