"""docs/rules/index.html: the rules by family, with a search as one types; no server, nothing from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby

from slowspot.analyzers.findings import Safety
from slowspot.analyzers.rules.declaration import Rule

__all__ = ["search_page"]

_PAGE = """\
<!doctype html>
<!-- Made by docs/generate.py from the rules' declarations: edit those. -->
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slowspot rules</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }}
  input {{ font: inherit; width: 100%; padding: .5rem .75rem; box-sizing: border-box; position: sticky; top: .5rem; }}
  table {{ border-collapse: collapse; width: 100%; }}
  td, th {{ text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }}
  td:first-child, td:nth-child(3), td:nth-child(4) {{ white-space: nowrap; }}
  tr.preview {{ opacity: .7; }}
  h2 {{ text-transform: capitalize; margin-bottom: .25rem; }}
</style>
<h1>Slowspot rules</h1>
<p>{count} rules. Words narrow the list: a name, a code (SLP101), a family, another tool's code (PERF401),
<i>safe</i>, <i>preview</i>.</p>
<input id="search" type="search" placeholder="Search the rules" aria-label="Search" autofocus>
<p id="none" hidden>No rule has all of these words.</p>
{families}
<script>
  const field = document.getElementById("search");
  function narrow() {{
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const section of document.querySelectorAll("section")) {{
      let here = 0;
      for (const row of section.querySelectorAll("tr[data-text]")) {{
        row.hidden = !words.every(word => row.dataset.text.includes(word));
        here += !row.hidden;
      }}
      section.hidden = !here;
      shown += here;
    }}
    document.getElementById("none").hidden = shown > 0;
    history.replaceState(null, "", field.value ? "#" + encodeURIComponent(field.value) : location.pathname);
  }}
  field.addEventListener("input", narrow);
  field.value = decodeURIComponent(location.hash.slice(1));
  narrow();
</script>
</html>
"""


def search_page(rules: Sequence[Rule], safeties: Mapping[str, Mapping[Safety, Sequence[str]]]) -> str:
    """The page. `safeties`: by rule's slug, those that its fixes have."""
    ordered = sorted(rules, key=lambda rule: (rule.family == "folklore", rule.family, rule.code))
    families: list[str] = []
    for family, members in groupby(ordered, key=lambda rule: rule.family):
        rows = "\n".join(_row(rule, sorted(safeties[rule.slug], reverse=True)) for rule in members)
        families.append(
            f"<section>\n<h2>{family}</h2>\n<table>\n"
            f"<tr><th>code<th>rule<th>stage<th>fix<th>what it reports\n{rows}\n</table>\n</section>"
        )
    return _PAGE.format(count=len(rules), families="\n".join(families))


def _row(rule: Rule, fixes: Sequence[str]) -> str:
    words = [rule.code, rule.slug, rule.family, rule.stage, *fixes, *rule.also, *rule.former, rule.summary]
    text = html.escape(" ".join(words).lower(), quote=True)
    summary = html.escape(rule.summary.replace("`", ""))
    return (
        f'<tr class="{rule.stage}" data-text="{text}"><td>{rule.code}<td><a href="{rule.slug}.md">{rule.slug}</a>'
        f"<td>{rule.stage}<td>{', '.join(fixes) or '–'}<td>{summary}"
    )
