// A slow spot several calls away: the wavy line at the first call, and the way through the other files on the card.
export default async function (editor, { folder, file, at, slow, says }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  const hover = await window.hover(file, slow, says);
  const told = await hover.innerText();
  await window.shot("path");
  const boxes = await window.squiggles(file).evaluateAll((found) => found.map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x, y, width, height };
  }));
  return { told, boxes, text: await window.place(file, slow) };
}
