// No test: the pictures of the README, of the example shop. screenshots.py has them made, `make screenshots` that.
const SIZE = { width: 900, height: 640 };

const PARTS = {
  // A wavy line, and what resting the mouse on it tells.
  async finding(editor, { folder, file, at, slow, says, name }) {
    const window = await editor.window(folder, `${file}:${at.line}`, { size: SIZE });
    await window.shown(file);
    await window.squiggle(file);
    await window.withoutSideBar();
    await window.hover(file, slow, says);
    await window.shot(name, await window.part(".part.editor"));
  },

  // A program was recorded: heat, lenses, times, and what is worth a look first.
  async heat(editor, { folder, program, file, at, name }) {
    const window = await editor.window(folder, program, { size: { width: 1060, height: 530 } });
    await window.shown(program);
    await window.ready();
    const row = window.page.locator(".pane-body .monaco-list-row", { hasText: "Measured" });
    await window.command("Slowspot: Focus on Slow Spots View");
    await window.focus(program);
    await window.command("Slowspot: Profile Current File", () => row.first().waitFor({ timeout: 90_000 }));
    await window.open(file);
    await window.open(file);
    // The files that are not open come from the index, one after the other.
    await window.page.locator(".pane-body .monaco-list-row", { hasText: "Predicted" }).first().waitFor();
    await window.goTo(at.line, 1);
    await window.editor(file).locator(".codelens-decoration", { hasText: "% of run" }).first().waitFor({ state: "attached" });
    await window.heated(file, at.text, true);
    await window.withoutMessages();
    await window.shot(name, await window.part(".part.sidebar", ".part.editor"));
  },

  // A fix was proved, taken back, and is offered with its figures.
  async prove(editor, { folder, file, at, fix, fixed, slow, name }) {
    const window = await editor.window(folder, `${file}:${at.line}`, { size: SIZE });
    await window.shown(file);
    await window.squiggle(file);
    await window.withoutSideBar();
    await window.focus(file);
    await window.goTo(at.line, at.column);
    await window.quickFix(file, `Prove, then apply: ${fix}`, async () => {
      await window.reads(file, fixed, 150_000);
    });
    await window.withoutMessages();
    await window.focus(file);
    await window.page.keyboard.press("Control+z");
    await window.reads(file, slow);
    await window.squiggle(file);
    await window.goTo(at.line, at.column);
    await window.quickFix(file, "proved on", (patience) => window.reads(file, fixed, patience), { shot: name, clip: [".part.editor"] });
  },
};

export default async function (editor, asked) {
  await PARTS[asked.part](editor, asked);
}
