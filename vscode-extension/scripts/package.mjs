// Makes the .vsix: `npm run package`, or for one platform, with Slowspot inside, `npm run package -- --target linux-x64`.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" }, python: { type: "string" } } });
const { target } = values;
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const run = (program, args) => {
  try {
    execFileSync(program, args, { cwd: root, stdio: "inherit" });
  } catch (error) {
    // It has said itself what is wrong, unless it never began.
    if (typeof error.status !== "number") console.error(`${program} cannot be started: ${error.message}`);
    process.exit(error.status || 1);
  }
};

run(process.execPath, ["scripts/build.mjs"]);
for (const name of ["CHANGELOG.md", "LICENSE"]) copyFileSync(path.join(root, "..", name), path.join(root, name));
// That of the repository's environment has pip; a system's may not.
const windows = process.platform === "win32";
const own = path.join(root, windows ? "../.venv/Scripts/python.exe" : "../.venv/bin/python");
const python = values.python ?? process.env.PYTHON ?? (existsSync(own) ? own : windows ? "python" : "python3");
// Never a bundle of an earlier call, which may be for another platform.
for (const name of ["libs", "manifest.json"]) rmSync(path.join(root, "bundled", name), { recursive: true, force: true });
if (target !== undefined) run(python, ["scripts/bundle.py", target]);
const out = values.out ?? `slowspot-${target === undefined ? "" : `${target}-`}${version}.vsix`;
const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
run(process.execPath, [
  vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links",
  "-o", out, ...(target === undefined ? [] : ["--target", target]),
]);
