// A notebook: a list is made in one cell and grows in a loop in another; the wavy line and its fix are in that cell.
export default async function (editor, { folder, file, slow, fix, fixed }) {
  const window = await editor.window(folder);
  const cell = window.page.locator(".notebookOverlay .cell-editor-part .monaco-editor", { hasText: /result.*item/s }).first();
  await window.open(file, cell);
  const squiggle = cell.locator(".cdr[class*=squiggly]").first();
  await squiggle.waitFor({ state: "attached" });
  await window.shot("notebook-1-squiggle");

  await window.again(async (patience) => {
    await cell.locator(".view-line", { hasText: new RegExp(slow.replaceAll(" ", "\\s").replace(/[[\]+]/g, "\\$&")) }).first().click({ timeout: patience });
    await window.page.keyboard.press("Home");
    await window.offered(cell, fix, (timeout) => cell.locator(".view-line", { hasText: fixed }).first().waitFor({ timeout }), { shot: "notebook-2-actions" });
  });
  await window.save(file, (text) => text.includes(fixed));
  await window.shot("notebook-3-saved");
}
