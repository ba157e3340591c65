// A notebook: a list is made in one cell and grows in a loop in another; the wavy line and its fix are in that cell.
export default async function (editor, { folder, file, slow, fix, fixed }) {
  const window = await editor.window(folder);
  // An editor's element keeps its place when its text changes.
  const cell = window.page.locator(".notebookOverlay .cell-editor-part .monaco-editor").nth(1);
  await window.open(file, cell);
  await cell.locator("[class*=squiggly-]").first().waitFor({ state: "attached" });
  await window.shot("notebook-1-squiggle");

  await cell.locator(".view-line", { hasText: slow }).first().click();
  await window.page.keyboard.press("Home");
  const done = (timeout) => cell.locator(".view-line", { hasText: fixed }).first().waitFor({ timeout });
  await window.offered(cell, fix, done, { shot: "notebook-2-actions" });
  await window.save(file, (text) => text.includes(fixed));
  await window.shot("notebook-3-saved");
}
