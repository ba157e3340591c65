// No test: open a file until a recording server (record_initialize.py) has written down what the client said of itself.
import { existsSync } from "node:fs";
import { until } from "../window.mjs";

export default async function (editor, { folder, file, recorded }) {
  const window = await editor.window(folder, file);
  await window.shown(file);
  await until(() => existsSync(recorded), `${recorded} was not written`);
}
