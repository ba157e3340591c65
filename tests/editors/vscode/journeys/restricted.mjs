// A workspace that nobody has trusted yet: code is read, and nothing that would run it is offered.
export default async function (editor, { folder, file, at, listed }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  const status = await window.statusItem("Slowspot").getAttribute("aria-label");

  await window.focus(file);
  await window.goTo(at.line, at.column);
  const rows = window.page.locator(".action-widget .monaco-list-row");
  await window.again(async (patience) => {
    await window.page.keyboard.press("Control+.");
    await rows.first().waitFor({ timeout: patience });
  });
  const offered = (await rows.allInnerTexts()).map((text) => text.trim());
  await window.shot("restricted-actions");
  await window.page.keyboard.press("Escape");

  const commands = window.page.locator(".quick-input-list .monaco-list-row");
  await window.again(async (patience) => {
    await window.page.keyboard.press("F1");
    await window.input.waitFor({ timeout: patience });
    await window.input.fill(">Slowspot: ");
    await commands.filter({ hasText: listed }).first().waitFor({ timeout: patience });
  });
  const palette = (await commands.allInnerTexts()).map((text) => text.trim());
  return { status, offered, palette };
}
