// Beside characters that are two UTF-16 units or several code points: the wavy line stands under the code it is about.
export default async function (editor, { folder, file, at, slow, fix, fixed }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  const boxes = await window.squiggles(file).evaluateAll((found) => found.map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x, y, width, height };
  }));
  const text = await window.place(file, slow);
  await window.shot("columns");
  await window.focus(file);
  await window.goTo(at.line, at.column);
  await window.quickFix(file, fix, (patience) => window.reads(file, fixed, patience));
  await window.save(file, (saved) => saved.includes(fixed));
  return { boxes, text };
}
