// Which Slowspot is started in which Python, and what is said when none can be.
import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import type { Candidate, Interpreter, Refused } from "../src/interpreter";
import { type Bundle, type ImportStrategy, type Launch, choose, compareVersions, isProblem } from "../src/launch";

type Known = Partial<Interpreter> | string;

const bundle: Bundle = { folder: "/ext/bundled", version: "0.3.0", tags: ["cp311", "cp312"] };

/** Choose among Pythons by name: a text says why one is refused, a table what it answers beside Python 3.12. */
function chosen(known: Record<string, Known>, options: { bundle?: Bundle; strategy?: ImportStrategy; named?: string } = {}): ReturnType<typeof choose> {
  const candidates = Object.keys(known).map((path): Candidate => ({ path, origin: path === options.named ? "setting" : "search-path" }));
  const ask = (candidate: Candidate): Promise<Interpreter | Refused> => {
    const answer = known[candidate.path] ?? "";
    const found = typeof answer === "string" ? { ...candidate, reason: answer }
      : { ...candidate, version: [3, 12, 0] as const, tag: "cp312", slowspot: "", missing: [], ...answer };
    return Promise.resolve(found);
  };
  return choose(candidates, ask, options.bundle, options.strategy ?? "fromEnvironment", "/ext/bundled/start.py");
}

async function launched(...args: Parameters<typeof chosen>): Promise<Launch> {
  const result = await chosen(...args);
  assert.ok(!isProblem(result), JSON.stringify(result));
  return result;
}

test("the environment's own Slowspot goes before the bundled one", async () => {
  const launch = await launched({ python: { slowspot: "0.2.0" } }, { bundle });
  assert.deepEqual([launch.command, launch.version, launch.bundled], ["python", "0.2.0", false]);
  assert.deepEqual(launch.args, ["/ext/bundled/start.py"]);
});

test("the bundled one is started where asked for, or where the environment's is too old or lacks something", async () => {
  for (const [python, strategy] of [
    [{ slowspot: "0.2.0" }, "useBundled"],
    [{ slowspot: "0.0.9" }, "fromEnvironment"],
    [{ slowspot: "0.2.0", missing: ["libcst"] }, "fromEnvironment"],
    [{}, "fromEnvironment"],
  ] as const) {
    const launch = await launched({ python }, { bundle, strategy });
    assert.deepEqual([launch.version, launch.bundled], ["0.3.0", true]);
    assert.deepEqual(launch.args.slice(1), ["--libs", path.join("/ext/bundled", "libs")]);
  }
});


test("the bundle takes the first Python that it has modules for", async () => {
  const launch = await launched({ pypy: { tag: "pp311" }, old: "is Python 3.9", good: { tag: "cp311" } }, { bundle });
  assert.equal(launch.command, "good");
});

test("a Slowspot of another Python than the project's is not taken", async () => {
  const result = await chosen({ project: {}, other: { slowspot: "0.2.0" } });
  assert.ok(isProblem(result));
  assert.equal(result.installInto, "project");
  assert.equal(result.message, "Slowspot cannot start: it is not installed in Python 3.12.0 (project).");
  assert.deepEqual(result.mends, ["install", "select-interpreter", "show-log"]);
});

test("a Python that the setting names is not passed over", async () => {
  const result = await chosen({ mine: "does not exist", other: { slowspot: "0.2.0" } }, { bundle, named: "mine" });
  assert.ok(isProblem(result));
  assert.equal(result.message, "Slowspot cannot start: mine does not exist. The setting slowspot.interpreter names it.");
  assert.equal(result.mends[0], "select-interpreter");
});

test("where there is no Python at all, the message says what was tried", async () => {
  const result = await chosen({ python3: "is Python 3.8; Slowspot needs 3.10 or newer" }, { bundle });
  assert.ok(isProblem(result));
  assert.match(result.message, /no Python 3\.10 or newer\. Tried: python3 is Python 3\.8/);
});

test("versions are compared by numbers", () => {
  assert.ok(compareVersions("0.10.0", "0.9.9") > 0);
  assert.ok(compareVersions("1.0", "1.0.0") === 0);
  assert.ok(compareVersions("0.1.0.dev3", "0.1.0") < 0);
  assert.ok(compareVersions("0.1.0+local", "0.1.0") === 0);
  assert.ok(compareVersions("", "0.1.0") < 0);
});
