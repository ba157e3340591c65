// The server dies: it comes back by itself, and when it dies again and again a message says so, with a button that starts it.
import { readFile, readdir } from "node:fs/promises";
import { until } from "../window.mjs";

export default async function (editor, { folder, file, line, deaths, says, button }) {
  const window = await editor.window(folder, `${file}:${line}`);
  await window.shown(file);
  let last = 0;
  for (let count = 1; count <= deaths; count++) {
    await window.ready();
    await until(async () => (await server(editor.root)) > 0 && (await server(editor.root)) !== last, `no server to end for the ${count}. time`);
    last = await server(editor.root);
    process.kill(last, "SIGKILL");
    if (count < deaths) await until(async () => ![0, last].includes(await server(editor.root)), "it does not come back");
  }
  const message = window.message(says);
  await message.waitFor();
  const told = await message.innerText();
  await window.shot("crash");
  await message.locator(".monaco-button", { hasText: button }).click();
  await window.ready();
  await window.squiggle(file);
  return { told };
}

/** The process of the language server of an editor; 0 where there is none. */
async function server(root) {
  for (const number of await readdir("/proc")) {
    const words = /^\d+$/.test(number) ? await readFile(`/proc/${number}/cmdline`, "utf8").catch(() => "") : "";
    if (words.split("\0").some((word) => word.startsWith(root) && word.endsWith("/bundled/start.py"))) return Number(number);
  }
  return 0;
}
