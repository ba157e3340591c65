// One key ignores a finding; where the project wants a reason, it is typed where the comment ends.
export default async function (editor, { folder, file, at, comment, reason }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  await window.ready();
  await window.focus(file);
  await window.goTo(at.line, at.column);
  await window.page.keyboard.press("Alt+KeyI");
  await window.reads(file, `${comment} -- why?`);
  await window.page.keyboard.type(reason);
  await window.reads(file, `${comment} -- ${reason}`);
  await window.shot("reason");
  await window.save(file, (text) => text.includes(`${comment} -- ${reason}\n`));
}
