// A fix that wants a look is proved first, applied when that holds, and the message says on how many inputs and how much faster.
export default async function (editor, { folder, file, at, fix, fixed, seconds }) {
  const window = await editor.window(folder, `${file}:${at.line}`);
  await window.shown(file);
  await window.squiggle(file);
  await window.focus(file);
  await window.goTo(at.line, at.column);
  const patience = seconds * 1000;
  const message = window.message("proved on");
  let told = "";
  const offered = await window.quickFix(file, `Prove, then apply: ${fix}`, async () => {
    // Messages go by themselves after a while, the applied text stays.
    await message.waitFor({ timeout: patience });
    told = await message.innerText();
    await window.reads(file, fixed, patience);
  }, { shot: "prove-1-actions" });
  await window.shot("prove-2-proved");
  await window.save(file, (text) => text.includes(fixed));
  return { told, offered };
}
