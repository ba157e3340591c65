"""docs/formats.md: the formats of a report, as the command line knows them, and what each makes of a finding."""

from __future__ import annotations

from slowspot.cli.formats.github import MOST
from slowspot.cli.formats.markdown import MARKER, MOST_CHARACTERS
from slowspot.cli.formats.outputs import FORMATS

__all__ = ["formats_page"]

_PAGE = """\
<!-- Made by docs/generate.py from docs/formats.py and cli/formats: edit those. -->
# Formats of a report

`slowspot analyze --format FORMAT` prints a report, `-o [FORMAT:]FILE` writes one; `-o` may be given several times, and
`-` is standard output. A file without a format is written in that of its suffix.

| format | for | suffixes | order | lines of code | fixes |
|---|---|---|---|---|---|
{table}

**The same run gives the same report**, byte for byte: the order is stable, no path is absolute that lies in the
repository or the current folder, and times stand in it only with `--timestamps`. (Two exceptions: `seconds` in json
and jsonl, which is how long the run took, and in text and github how long ago a recorded run was.) A file is replaced
as a whole or left as it was; one output that cannot be written does not keep out the others, and the exit code is 2.

**Paths.** text, json and jsonl name files relative to the current folder, as they were given. All others name them
relative to the root of the repository, which is what services expect, wherever the command was started.

**Figures.** What a fix is expected to save stands beside its grounds: predicted, predicted from a recorded run, or
measured. Findings that a recorded run saw next to no time in are left out for people, kept in json and jsonl, and
suppressed in sarif.

**`--link URL`** makes places in markdown and html links: `--link 'https://example.org/blob/main/{{path}}#L{{line}}'`.

**Ways through calls.** What a call does may lie in other functions and files. The message says it in words, and the
calls on the way are told one by one, each with its file and line, in every format.

**`--quiet`** leaves out what is no finding, except internal errors. **`--statistics`** counts by rule: instead of the
findings in text, markdown and html, beside them in json and jsonl; the others are made of single findings and stay as
they are. A partial report, of a run that was interrupted, says so in each format.

| | severity of a finding: error, warning, info, hint | a file that cannot be read, an internal error |
|---|---|---|
| sarif | `error`, `warning`, `note`, `note` | `toolExecutionNotifications` |
| github | `error`, `warning`, `notice`, `notice` | an annotation: `notice`, `error` |
| gitlab | `critical`, `major`, `minor`, `info` | an issue: `info`, `critical` |
| junit | `failure` where it fails the run, else `skipped` | `skipped`, `error` |

## json

Schema `slowspot.analysis/1`: fields are added, none renamed or dropped. Lines and columns count from 1, columns in
Unicode code points; the end is behind the last character. In a notebook `cell` is the number of the cell, among all
of them, and lines count from the cell's first. `related` are other places, each with its own `path`; those with
`step` are the calls on the way to what the finding tells of, in their order.

## jsonl

Each line is an object with a `type`: `run` comes first and holds what json has at its top; then `note`, `statistics`,
`finding`, `profile` and `hot`, with the fields that json gives them.

## sarif

SARIF 2.1.0, valid by the standard's own schema. Rules that found something come with their pages. A result has its
fix as `fixes`, the other places as `relatedLocations`, the expected gain as `rank` (per cent of the run time), and two
fingerprints: `slowspot/v1` goes with the file, `slowspotContent/v1` outlives that the file is renamed. `SRCROOT` has
no address: it is the root of the repository, wherever that is. The way of a call is a `codeFlow` as well, which
viewers show step by step. Findings in notebooks have the lines of the notebook's
JSON, and no fix.

## github

Workflow commands. GitHub shows {most} annotations of a kind for a step and drops the rest, so the gravest come first,
and those beyond are listed in a group in the log. No name of a file or of code is taken for a command.

## gitlab

A Code Quality report; `fingerprint` is the finding's id. Places in other files are `other_locations`, as Code Climate
has them.

## junit

A suite for each file with findings, a test for each finding, and a test `analysis` that passes. A test's name holds
the rule and the function, no line: a server knows it again after lines have moved.

## markdown

One comment for a pull request, at most {characters:,} characters, as GitHub has it. Its first line is
`{marker}`, by which the comment of an earlier run is found and replaced. Ten findings are shown with their code and
fix, hints are folded where there are many, and what has no room is counted.

## html

One file that loads nothing and opens from disk. It is searched (`/`), filtered and sorted, and what is chosen stands
in its address. Without its script it is all there, unsorted.
"""


def formats_page() -> str:
    rows: list[str] = []
    for name, traits in FORMATS.items():
        suffixes = " ".join(f"`{suffix}`" for suffix in traits.suffixes) or "–"
        order = "file and line" if traits.by_path else "gain"
        if name in {"github", "markdown"}:
            order = "the gravest first"
        lines, fixes = ("yes" if each else "–" for each in (traits.excerpts, traits.fixes))
        rows.append(f"| `{name}` | {traits.about.removeprefix('for ')} | {suffixes} | {order} | {lines} | {fixes} |")
    return _PAGE.format(table="\n".join(rows), most=MOST, characters=MOST_CHARACTERS, marker=MARKER)
