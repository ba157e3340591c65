// The interpreter in the settings does not exist: a message says so, its button leads to another one, and then it works.
export default async function (editor, { folder, file, line, says, button, python }) {
  const window = await editor.window(folder, `${file}:${line}`);
  await window.shown(file);
  const message = window.message(says);
  await message.waitFor();
  const told = await message.innerText();
  const buttons = await window.buttons(message);
  const item = await window.statusItem("Slowspot").getAttribute("aria-label");
  await window.shot("broken-interpreter-1-message");

  await message.locator(".monaco-button", { hasText: button }).click();
  await window.choose("Enter a path");
  await window.input.waitFor();
  await window.input.fill(python);
  await window.page.keyboard.press("Enter");
  await window.squiggle(file);
  await window.shot("broken-interpreter-2-mended");
  return { told, buttons, item };
}
