// Started by driver.py: one editor, and journeys through it. Reads one JSON object a line, answers with one; words go to stderr.
//   first line: what Editor.start takes; then {journey, folder, settings, …}: what journeys/NAME.mjs takes
// An answer has `facts` (what the journey returned), or `failed`.
import { createInterface } from "node:readline";
import { Editor } from "./editor.mjs";

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

let editor;
try {
  editor = await Editor.start(JSON.parse((await lines.next()).value));
  say({ facts: { chromium: editor.browser.version() } });
  for await (const line of lines) {
    const asked = JSON.parse(line);
    const started = Date.now();
    try {
      const { default: journey } = await import(`./journeys/${asked.journey}.mjs`);
      await editor.settings(asked.settings ?? {});
      const facts = await journey(editor, asked);
      say({ facts: facts ?? {}, seconds: (Date.now() - started) / 1000 });
    } catch (error) {
      for (const window of editor.windows) await window.shot(`${asked.journey}-failed`).catch(() => {});
      say({ failed: `${error.stack}\n\n${await editor.log()}` });
    } finally {
      await editor.closeWindows();
    }
  }
} catch (error) {
  say({ failed: error.stack });
} finally {
  await editor?.close();
}
