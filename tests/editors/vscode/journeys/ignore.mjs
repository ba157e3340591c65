// A finding that is not wanted: one choice writes the comment, and the wavy line is gone.
export default async function (editor, { folder, file, at, rule }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  const before = await window.squiggles(file).count();
  await window.focus(file);
  await window.goTo(at.line, at.column);
  const comment = `# slowspot: ignore[${rule}]`;
  await window.quickFix(file, `Ignore ${rule} on this line`, (patience) => window.reads(file, comment, patience));
  await window.settled(file, (count) => count < before);
  await window.save(file, (text) => text.includes(comment));
  await window.shot("ignore");
}
