// The first minute: open a slow file, see the wavy line, rest the mouse on it, take the quick fix, save.
export default async function (editor, { folder, file, at, slow, says, fix, fixed }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  await window.shot("first-fix-1-squiggle");

  const hover = await window.hover(file, slow, says);
  const told = await hover.innerText();
  await window.shot("first-fix-2-hover");

  await window.focus(file);
  await window.goTo(at.line, at.column);
  const done = (patience) => window.reads(file, fixed, patience);
  const offered = await window.quickFix(file, fix, done, { shot: "first-fix-3-actions" });
  await window.save(file, (text) => text.includes(fixed));
  await window.shot("first-fix-4-saved");
  const status = await window.statusItem("Slowspot").getAttribute("aria-label");
  return { told, offered, status };
}
