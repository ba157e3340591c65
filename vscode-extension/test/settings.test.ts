// What the server is told of the user's settings, and what is left out until a workspace is trusted.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { CodeAction } from "vscode";
import { get, tableFor } from "../src/settings";
import { distrustedFolders, offered } from "../src/trust";
import { given } from "./vscode";

afterEach(() => {
  Object.assign(given, { settings: {}, trusted: true, folders: [] });
});

test("defaults are not sent: they would stand above the project's settings", () => {
  given.settings = { preview: { defaultValue: false }, codeLens: { defaultValue: true, globalValue: false } };
  assert.deepEqual(tableFor(undefined, undefined), { codeLens: false });
});

test("the nearest of several values is sent", () => {
  given.settings = { ignore: { globalValue: ["a"], workspaceValue: ["b"], workspaceFolderValue: ["c"] } };
  assert.deepEqual(tableFor(undefined, undefined), { ignore: ["c"] });
});

test("settings of the extension itself are not sent", () => {
  given.settings = { heat: { globalValue: false }, path: { globalValue: ["x"] }, logLevel: { globalValue: "debug" } };
  assert.deepEqual(tableFor(undefined, undefined), {});
});

test("the selected Python is sent where the user names none", () => {
  assert.deepEqual(tableFor(undefined, "/selected"), { interpreter: "/selected" });
  given.settings = { interpreter: { globalValue: "/mine" } };
  assert.deepEqual(tableFor(undefined, "/selected"), { interpreter: "/mine" });
});

test("a workspace that is not trusted names no Python and no command", () => {
  given.trusted = false;
  given.settings = {
    interpreter: { defaultValue: "", globalValue: "/mine", workspaceValue: "/theirs" },
    path: { defaultValue: [], workspaceFolderValue: ["/theirs"] },
    ignore: { workspaceValue: ["a"] },
  };
  assert.equal(get("interpreter"), "/mine");
  assert.deepEqual(get("path"), []);
  assert.deepEqual(tableFor(undefined, undefined), { interpreter: "/mine", ignore: ["a"] });
});

test("what would run code is not offered there", () => {
  const actions = [
    { title: "fix" },
    { title: "prove", command: { title: "", command: "slowspot.prove" } },
    { title: "report", command: "slowspot.report" },
  ] as unknown as CodeAction[];
  assert.equal(offered(actions)?.length, 3);
  given.trusted = false;
  assert.deepEqual(offered(actions)?.map((action) => action.title), ["fix"]);
  assert.equal(offered(undefined), undefined);
});

test("its folders are those whose Pythons are not started", () => {
  given.folders = ["/ws"];
  assert.deepEqual(distrustedFolders(), []);
  given.trusted = false;
  assert.equal(distrustedFolders().length, 1);
});
