// Profile the file that is open: figures over its functions, heat behind its lines, the hot spots in the tree. A click
// there leads to the code, and where the text changes, the heat is gone.
export default async function (editor, { folder, file, hot, typed }) {
  const window = await editor.window(folder, file);
  await window.shown(file);
  await window.ready();
  await window.focus(file);
  const lens = window.editor(file).locator(".codelens-decoration", { hasText: "% of run" });
  await window.command("Slowspot: Profile Current File", () => lens.first().waitFor());
  const lenses = (await lens.allInnerTexts()).map((text) => text.trim());
  await window.heated(file, hot.text, true);
  await window.shot("profile-1-heat");

  const row = window.page.locator(".pane-body .monaco-list-row", { hasText: hot.function });
  await window.command("Slowspot: Focus on Slow Spots View", (timeout) => row.first().waitFor({ timeout }));
  const rows = (await window.page.locator(".pane-body .monaco-list-row").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  await row.first().click();
  await window.statusItem(`Ln ${hot.functionLine}, `).waitFor();
  await window.shot("profile-2-tree");

  const report = window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("body");
  await window.command("Slowspot: Open Report", (timeout) => report.waitFor({ timeout: timeout + 20_000 }));
  const told = await report.innerText();
  await window.shot("profile-3-report");
  await window.page.keyboard.press("Control+w");

  await window.focus(file);
  await window.goTo(hot.line, 1);
  await window.page.keyboard.press("End");
  await window.page.keyboard.type(typed);
  await window.heated(file, hot.text, false);
  await window.shot("profile-4-edited");
  return { lenses, rows, told };
}
