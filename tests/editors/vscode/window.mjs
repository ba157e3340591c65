// A window of the editor, and what a person does in it. Everything waits for what it is to bring about, never for a time:
// on a busy machine the workbench now and then loses a key, so what is done by keys is done again until it shows.
import { readFile } from "node:fs/promises";
import path from "node:path";

const PATIENCE = 60_000;
const TRIES = 4;

export class Window {
  constructor(page, folder, artefacts) {
    this.page = page;
    this.folder = folder;
    this.artefacts = artefacts;
    page.setDefaultTimeout(PATIENCE);
  }

  async load() {
    await this.page.goto(this.address);
    await this.page.locator(".monaco-workbench").waitFor();
  }

  async close() {
    // Leaving the page ends its extension host, and with that the language server; closing it at once would not.
    await this.page.goto("about:blank").catch(() => {});
    await this.page.context().close();
  }

  /** Save a picture of the window, or of a part of it: {x, y, width, height} in CSS pixels. */
  async shot(name, clip) {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await this.page.screenshot({ path: path.join(this.artefacts, `${name}.png`), clip });
  }

  /** What the parts of the window that match take up together, for `shot`. */
  async part(...selectors) {
    const boxes = await Promise.all(selectors.map((selector) => this.page.locator(selector).first().boundingBox()));
    const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
    return { x, y, width: right - x, height: bottom - y };
  }

  // -- editors

  /** The editor of a file in the folder. */
  editor(file) {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`);
  }

  async shown(file) {
    await this.editor(file).waitFor();
  }

  /** Ctrl+P: open another file of the folder. `shown` is what then shows it. */
  async open(file, shown = this.editor(file)) {
    await this.again(async (patience) => {
      await this.page.keyboard.press("Control+p");
      await this.input.waitFor({ timeout: patience });
      await this.input.fill(file);
      await this.page.locator(".quick-input-list .monaco-list-row", { hasText: path.basename(file) }).first().waitFor({ timeout: patience });
      await this.page.keyboard.press("Enter");
      await shown.waitFor({ timeout: patience });
    });
  }

  /** Wavy lines of a file: error, warning, info or hint (dots). Attached is seen: those of a hint have no height. */
  squiggles(file, severity = "*") {
    const kinds = severity === "*" ? ["error", "warning", "info", "hint"] : [severity];
    return this.editor(file).locator(kinds.map((kind) => `.cdr.squiggly-${kind}`).join(","));
  }

  /** Wait until a diagnostic is drawn in a file. */
  async squiggle(file, severity = "*") {
    await this.squiggles(file, severity).first().waitFor({ state: "attached" });
  }

  /** Wait until the number of wavy lines in a file is right. */
  async settled(file, right) {
    let count = -1;
    await until(async () => right((count = await this.squiggles(file).count())), () => `${count} diagnostics in ${file}`);
  }

  /** Wait until a line that is shown contains a text. */
  async reads(file, text, patience = PATIENCE) {
    const spaces = text.replaceAll(" ", "\u00a0"); // as the editor draws them
    await this.editor(file).locator(".view-line", { hasText: new RegExp(escaped(spaces)) }).first().waitFor({ timeout: patience });
  }

  /** Ctrl+G: put the caret there; both count from 1. */
  async goTo(line, column) {
    await this.again(async (patience) => {
      await this.page.keyboard.press("Control+g");
      await this.input.waitFor({ timeout: patience });
      await this.input.fill(`:${line}:${column}`);
      await this.page.keyboard.press("Enter");
      await this.page.locator(".quick-input-widget").first().waitFor({ state: "hidden", timeout: patience });
      await this.statusItem(`Ln ${line}, Col ${column}`).waitFor({ timeout: patience });
    });
  }

  /** Ctrl+1: put the focus into the editor, where keys go. */
  async focus(file) {
    await this.again(async (patience) => {
      await this.page.keyboard.press("Control+1");
      await this.editor(file).and(this.page.locator(".focused")).waitFor({ timeout: patience });
    });
  }

  /** Where a piece of text stands on the screen: {x, y, width, height}, of its first occurrence in the lines that are shown. */
  async place(file, text) {
    const found = await this.editor(file).locator(".view-lines").evaluate((lines, wanted) => {
      for (const line of lines.querySelectorAll(".view-line")) {
        const at = line.textContent.replaceAll("\u00a0", " ").indexOf(wanted);
        if (at < 0) continue;
        const range = document.createRange();
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        let seen = 0;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const inside = (offset) => offset >= seen && offset <= seen + node.length;
          if (inside(at) && at < seen + node.length) range.setStart(node, at - seen);
          if (inside(at + wanted.length)) {
            range.setEnd(node, at + wanted.length - seen);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x, y, width, height };
          }
          seen += node.length;
        }
      }
      return null;
    }, text);
    if (!found) throw new Error(`not shown in ${file}: ${text}`);
    return found;
  }

  /** Wait until the line with a text has heat behind it, or has none: a decoration of an extension with a colour. */
  async heated(file, text, wanted) {
    await until(async () => {
      const { y, height } = await this.place(file, text);
      const found = await this.editor(file).locator(".view-overlays .cdr").evaluateAll((all, middle) => all.some((each) => {
        const box = each.getBoundingClientRect();
        const colour = getComputedStyle(each).backgroundColor;
        return /TextEditorDecorationType/.test(each.className) && box.top <= middle && middle <= box.bottom && !/, 0\)$/.test(colour);
      }), y + height / 2);
      return found === wanted;
    }, `${wanted ? "no" : "still"} heat behind ${text}`);
  }

  /** Rest the mouse on a text until a hover with `wanted` comes; returns that hover. */
  async hover(file, text, wanted) {
    const hover = this.page.locator(".monaco-hover:visible", { hasText: wanted }).first();
    await this.again(async (patience) => {
      const { x, y, width, height } = await this.place(file, text);
      await this.page.mouse.move(x + width / 2, y + height + 60); // away, so that the next is a move
      await this.page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
      await hover.waitFor({ timeout: patience });
    });
    return hover;
  }

  /** Ctrl+. at the caret: choose the action whose title begins so, until `done` resolves. Returns the titles offered. */
  async quickFix(file, title, done, options) {
    return this.offered(this.editor(file), title, done, options);
  }

  /** As `quickFix`, in an editor that no file name tells, such as that of a cell. */
  async offered(editor, title, done, { shot, clip = [] } = {}) {
    const rows = this.page.locator(".action-widget .monaco-list-row");
    let offered = [];
    await this.again(async (patience) => {
      await editor.and(this.page.locator(".focused")).waitFor({ timeout: patience });
      await this.page.keyboard.press("Control+.");
      await rows.first().waitFor({ timeout: patience });
      offered = (await rows.allInnerTexts()).map((text) => text.trim());
      if (!offered.some((text) => text.includes(title))) throw new Error(`not offered: "${title}", but ${JSON.stringify(offered)}`);
      if (shot) await this.shot(shot, clip.length ? await this.part(...clip) : undefined);
      for (let left = offered.length; left > 0; left--) {
        if ((await rows.and(this.page.locator(".focused")).first().innerText({ timeout: patience })).includes(title)) break;
        await this.page.keyboard.press("ArrowDown");
      }
      await this.page.keyboard.press("Enter");
      await done(patience);
    });
    return offered;
  }

  /** Ctrl+S, until the file on disk has what `right` wants; returns its text. */
  async save(file, right) {
    let text = "";
    await this.again(async (patience) => {
      await this.page.keyboard.press("Control+s");
      await until(async () => right((text = await readFile(path.join(this.folder, file), "utf8"))), `${file} on disk is not right:\n${text}`, patience);
    });
    return text;
  }

  // -- the workbench

  get input() {
    return this.page.locator(".quick-input-widget input").first();
  }

  /** F1: run a command by its title, until `done` resolves. */
  async command(title, done = async () => {}) {
    await this.again(async (patience) => {
      await this.page.keyboard.press("F1");
      await this.input.waitFor({ timeout: patience });
      await this.input.fill(`>${title}`);
      await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor({ timeout: patience });
      await this.page.keyboard.press("Enter");
      await done(patience);
    });
  }

  /** Choose an entry of the list that is open at the top. */
  async choose(label) {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().click();
  }

  /** Wait until the server runs. */
  async ready() {
    await this.page.locator('.statusbar-item[aria-label*="is ready"]').first().waitFor();
  }

  /** Ctrl+B: take away the side bar. */
  async withoutSideBar() {
    await this.again(async (timeout) => {
      await this.page.keyboard.press("Control+b");
      await this.page.locator(".part.sidebar").waitFor({ state: "hidden", timeout });
    });
  }

  /** Take away the messages at the lower right. */
  async withoutMessages() {
    const shown = this.page.locator(".notifications-toasts .notification-list-item");
    await this.command("Notifications: Clear All Notifications", (timeout) => shown.first().waitFor({ state: "hidden", timeout }));
  }

  statusItem(text) {
    return this.page.locator(".statusbar-item", { hasText: text }).first();
  }

  /** A message at the lower right, by what it says. */
  message(text) {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
  }

  /** The labels of a message's buttons. */
  async buttons(message) {
    return (await message.locator(".monaco-button").allInnerTexts()).map((label) => label.trim()).filter(Boolean);
  }

  /** Do something until it succeeds, a few times, with more patience each time; Escape in between. */
  async again(action) {
    for (let count = 1; ; count++) {
      try {
        return await action(count < TRIES ? 5_000 * count : PATIENCE);
      } catch (error) {
        if (count === TRIES || this.page.isClosed()) throw error;
        console.error(`  (try ${count + 1}: ${String(error.message).split("\n")[0]})`);
        await this.page.keyboard.press("Escape");
      }
    }
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Wait until `holds` answers true. */
export async function until(holds, otherwise, patience = PATIENCE) {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(typeof otherwise === "function" ? otherwise() : otherwise);
    await new Promise((done) => setTimeout(done, 50));
  }
}
