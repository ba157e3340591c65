// A folder that is not trusted: code is read, so wavy lines and fixes are there; nothing that runs its code is offered.
export default async function (editor, { folder, file, at, fix, fixed }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await window.squiggle(file);
  const status = await window.statusItem("Slowspot").getAttribute("aria-label");
  await window.shot("untrusted");
  await window.focus(file);
  await window.goTo(at.line, at.column);
  const offered = await window.quickFix(file, fix, (patience) => window.reads(file, fixed, patience));
  const commands = await window.commands("Slowspot: ");
  return { status, offered, commands };
}
