// Bundles the extension into dist/extension.js; with --tests its tests into dist/tests, for node's own runner.
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wants = (flag) => process.argv.includes(flag);
const common = { absWorkingDir: root, bundle: true, platform: "node", target: "node20", logLevel: "warning" };

if (wants("--tests")) {
  rmSync(path.join(root, "dist/tests"), { recursive: true, force: true });
  const tests = readdirSync(path.join(root, "test")).filter((name) => name.endsWith(".test.ts"));
  await esbuild.build({
    ...common, entryPoints: tests.map((name) => `test/${name}`), outdir: "dist/tests", format: "esm",
    outExtension: { ".js": ".mjs" }, sourcemap: "inline",
    // Outside of an editor there is no such module.
    alias: { vscode: "./test/vscode.ts" },
  });
} else {
  const options = {
    ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", format: "cjs", external: ["vscode"],
    minify: !wants("--watch"), sourcemap: wants("--watch"),
    // Its UMD build requires other files by computed names, which cannot be bundled.
    mainFields: ["module", "main"],
  };
  if (wants("--watch")) await (await esbuild.context(options)).watch();
  else writeNotices((await esbuild.build({ ...options, metafile: true })).metafile);
}

/** The licences of what was bundled, which ask to go along with it. */
function writeNotices({ inputs }) {
  const found = Object.keys(inputs).map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  const notices = [...new Set(found)].filter(Boolean).sort().map((name) => {
    const folder = path.join(root, "node_modules", name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const { version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(path.join(folder, file), "utf8").trim() : ""}\n`;
  });
  writeFileSync(path.join(root, "dist/NOTICES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
}
