// The user's settings ask for all safe fixes at each save: edit, Ctrl+S, and the file on disk is fixed.
export default async function (editor, { folder, file, line, typed, fixed }) {
  const window = await editor.window(folder, `${file}:${line}`);
  await window.shown(file);
  await window.squiggle(file);
  const before = await window.squiggles(file).count();
  await window.focus(file);
  await window.goTo(1, 1);
  await window.page.keyboard.type(typed);
  await window.save(file, (text) => text.includes(typed) && text.includes(fixed));
  await window.goTo(line, 1);
  await window.settled(file, (count) => count < before);
  await window.shot("fix-on-save");
}
