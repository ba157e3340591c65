import assert from "node:assert/strict";
import { test } from "node:test";
import { forWebview } from "../src/reportPage";

const page = (policy: string): string => `<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>@media screen and (prefers-color-scheme: dark) { a {} }</style></head>
<body>@media screen and (prefers-color-scheme: dark)</body></html>`;

/** As the server writes it. */
const STRICT = "default-src 'none'; script-src 'sha256-abc+/=' 'sha256-def='; style-src 'unsafe-inline'; img-src data:".replaceAll("'", "&#39;");

test("a page is shown in the editor's colours, and nothing but its style is changed", () => {
  assert.match(forWebview(page(STRICT), true) ?? "", /@media screen \{ a/);
  assert.match(forWebview(page(STRICT), false) ?? "", /@media not all \{ a/);
  assert.match(forWebview(page(STRICT), true) ?? "", /<body>@media screen and \(prefers-color-scheme: dark\)<\/body>/);
});

test("a page that does not forbid what it has not brought is not shown", () => {
  for (const policy of ["", "default-src *", STRICT.replace("sha256-def=", "unsafe-inline"), STRICT.replace("none", "self")]) {
    assert.equal(forWebview(page(policy), true), undefined, policy);
  }
  assert.equal(forWebview("", true), undefined);
});
