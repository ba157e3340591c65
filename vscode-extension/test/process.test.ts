// The server's process: its last words, its end, and programs that cannot be started.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Launch } from "../src/launch";
import { ServerProcess } from "../src/process";

function node(script: string): Launch {
  return { command: process.execPath, args: ["-e", script], version: "", bundled: false };
}

test("what it said last is kept, and how it ended", async () => {
  const lines: string[] = [];
  const script = 'console.error("Traceback:\\n  somewhere\\nImportError: no module pygls"); process.exitCode = 3';
  const made = await ServerProcess.start(node(script), {}, (line) => lines.push(line));
  await new Promise((resolve) => made.child.once("close", resolve));
  assert.equal(made.ending, "ended with exit code 3");
  assert.equal(made.lastWords, "ImportError: no module pygls");
  assert.deepEqual(lines, ["Traceback:", "  somewhere", "ImportError: no module pygls"]);
});

test("one that goes on is ended", async () => {
  const made = await ServerProcess.start(node("setInterval(() => undefined, 1000)"), {}, () => undefined);
  made.child.kill("SIGKILL");
  await made.finish();
  assert.ok(made.ended);
  assert.equal(made.ending, "was ended by SIGKILL");
});

test("a program that is not there is told at once", async () => {
  const launch = { command: "/nowhere/at/all", args: [], version: "", bundled: false };
  await assert.rejects(ServerProcess.start(launch, {}, () => undefined), /ENOENT/);
});
