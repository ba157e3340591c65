// The server's report as a page for a web view. Knows nothing of VS Code.

const POLICY = /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src (?:'sha256-[\w+/=]+' ?)+; [^"<>]*">/;
const DARK = /@media screen and \(prefers-color-scheme: dark\)/g;

/** What VS Code puts into every web view, and the page has its own of. */
const NEUTRAL = "body { padding: 0; } code { color: inherit; background: none; padding: 0; border-radius: 0; }";

/**
 * The page in the editor's colours; undefined where it does not forbid all that it does not bring itself.
 *
 * A page names the hashes of its own scripts, and loads nothing: then nothing in the names and lines that it shows can run.
 */
export function forWebview(page: string, dark: boolean): string | undefined {
  const head = page.slice(0, page.indexOf("</head>"));
  if (!POLICY.test(head.replaceAll("&#39;", "'")) || !head.includes("<style>")) return undefined;
  // The browser's wish for dark pages is that of the system; the editor has its own.
  const styled = head.replace(DARK, dark ? "@media screen" : "@media not all").replace("<style>", `<style>${NEUTRAL}\n`);
  return styled + page.slice(head.length);
}
