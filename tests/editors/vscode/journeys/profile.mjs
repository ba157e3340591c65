// Profile the file that is open: figures over its functions, heat behind its lines, and the hot spots in the tree.
import { until } from "../window.mjs";

export default async function (editor, { folder, file, hot, hotLine }) {
  const window = await editor.window(folder, file);
  await window.shown(file);
  await window.statusItem("Slowspot").waitFor();
  await window.focus(file);
  const lens = window.editor(file).locator(".codelens-decoration", { hasText: "% of run" });
  await window.command("Slowspot: Profile Current File", () => lens.first().waitFor());
  const lenses = (await lens.allInnerTexts()).map((text) => text.trim());
  await window.shot("profile-1-lenses");
  return { lenses };
}
