// Real Pythons are asked here, as the extension does; what no machine has is read from texts.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { type Candidate, ask, expand, isRefused, isWithin, onSearchPath, read } from "../src/interpreter";

const somewhere: Candidate = { path: "/somewhere/python", origin: "search-path" };
const posix = { skip: process.platform === "win32" ? "needs scripts that the shell runs" : false };

function folder(): string {
  return mkdtempSync(path.join(tmpdir(), "slowspot-"));
}

/** A program that behaves as given by a shell script. */
function program(name: string, script: string, inside = folder()): string {
  const file = path.join(inside, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function answer(table: object): string {
  return JSON.stringify({ version: [3, 12, 1], tag: "cp312", slowspot: "", missing: [], ...table });
}

test("the Python of this machine tells its version", async () => {
  const [candidate] = onSearchPath([]);
  assert.ok(candidate, "there is no Python on the search path");
  const found = await ask(candidate);
  assert.ok(!isRefused(found), JSON.stringify(found));
  assert.equal(found.tag.replace("t", ""), `cp${found.version[0]}${found.version[1]}`);
});

test("what a Python prints before its answer does not matter", () => {
  const found = read(somewhere, `a site that greets\n${answer({ slowspot: "0.2.0" })}\n`);
  assert.ok(!isRefused(found));
  assert.deepEqual(found.version, [3, 12, 1]);
  assert.equal(found.slowspot, "0.2.0");
});

test("a Python that is too old is refused with its version", () => {
  const found = read(somewhere, answer({ version: [3, 9, 18], tag: "cp39" }));
  assert.ok(isRefused(found));
  assert.equal(found.reason, "is Python 3.9; Slowspot needs 3.10 or newer");
});

test("what answers otherwise is no Python", posix, async () => {
  for (const text of ["echo hello", "echo null", "echo '[1]'", "echo '{\"version\": 3}'"]) {
    const found = await ask({ path: program("python", text), origin: "setting" });
    assert.ok(isRefused(found), text);
    assert.equal(found.reason, "does not answer as a Python does");
  }
});

test("a missing, a forbidden and a failing program are told apart", posix, async () => {
  const forbidden = path.join(folder(), "python");
  writeFileSync(forbidden, "");
  const failing = program("python", "echo 'one thing' >&2; echo 'no libpython here' >&2; exit 127");
  const reasons = [];
  for (const each of ["/nowhere/python", forbidden, failing]) {
    const found = await ask({ path: each, origin: "setting" });
    assert.ok(isRefused(found));
    reasons.push(found.reason);
  }
  assert.deepEqual(reasons, ["does not exist", "may not be run: permission denied", "does not run: no libpython here"]);
});

test("a setting may begin with the home folder, the workspace folder or a variable", () => {
  const ws = path.resolve("/ws");
  process.env.SLOWSPOT_TEST_PLACE = path.resolve("/place");
  assert.equal(expand("~/venv/bin/python", ws), path.join(homedir(), "venv/bin/python"));
  assert.equal(path.normalize(expand("${workspaceFolder}/.venv/bin/python", ws)), path.join(ws, ".venv/bin/python"));
  assert.equal(path.normalize(expand("${env:SLOWSPOT_TEST_PLACE}/python", ws)), path.resolve("/place/python"));
  assert.equal(expand(".venv/bin/python", ws), path.join(ws, ".venv/bin/python"));
  assert.equal(expand(" python3.12 ", ws), "python3.12");
});

test("the search path gives each Python once, and none of a folder that is not trusted", posix, () => {
  const [one, two] = [folder(), folder()];
  const bin = path.join(two, "bin");
  mkdirSync(bin);
  const python = program("python3", "true", one);
  symlinkSync(python, path.join(one, "python"));
  program("python", "true", bin);
  const searched = [one, "relative/bin", bin].join(path.delimiter);
  assert.deepEqual(onSearchPath([], searched).map((each) => each.path), [python]);
  const other = [bin, one].join(path.delimiter);
  assert.deepEqual(onSearchPath([], other).map((each) => each.path), [python, path.join(bin, "python")]);
  assert.deepEqual(onSearchPath([two], other).map((each) => each.path), [python]);
});

test("a link into a folder lies in it, and a folder with a longer name does not", posix, () => {
  const [inside, outside] = [folder(), folder()];
  symlinkSync(inside, path.join(outside, "link"));
  assert.ok(isWithin(path.join(outside, "link", "python"), [inside]));
  assert.ok(isWithin(path.join(inside, "a", "python"), [inside]));
  assert.ok(!isWithin(`${inside}-more/python`, [inside]));
});
