"""Keeps one comment of Slowspot's on a pull request: writes it, or updates it in place. A step of action.yml.

It never fails the job: where the token may not write, as in requests from forks, a warning says so.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PER_PAGE = 100


def main(env: Mapping[str, str]) -> int:
    event: Any = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_bytes())
    number = (event.get("pull_request") or {}).get("number")
    if number is None:
        print("No pull request: no comment.")
        return 0
    # The report begins with a mark that nobody sees, and no longer text than a comment may have follows.
    marker, _, rest = Path(env["MARKDOWN"]).read_text("utf-8").partition("\n")
    if tag := env["TAG"].replace(">", ""):  # a mark ends at the first `-->`
        marker = marker.replace(" -->", f" {tag} -->")
    body = f"{marker}\n{rest}"
    api = Api(f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}/issues", env["TOKEN"])
    try:
        old = api.find(number, marker)
        if old is not None and old["body"] == body:
            print("The comment is up to date.")
        elif old is not None:
            print("Updated", api.ask("PATCH", f"comments/{old['id']}", {"body": body})["html_url"])
        elif int(env["FINDINGS"] or 0):
            print("Wrote", api.ask("POST", f"{number}/comments", {"body": body})["html_url"])
        else:
            print("Nothing was found, now or before: no comment.")
    except urllib.error.HTTPError as error:
        why = " (the job's permissions lack `pull-requests: write`)" if error.code in (401, 403, 404) else ""
        warn(f"The comment could not be written: {error.code} {error.reason}{why}")
    except (OSError, ValueError, KeyError) as error:  # no connection, or an answer of another kind
        warn(f"The comment could not be written: {error}")
    return 0


def warn(message: str) -> None:
    print(f"::warning title=Slowspot::{message}")


class Api:
    """The part of GitHub's interface that comments take."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._token = token

    def find(self, number: int, marker: str) -> dict[str, Any] | None:
        """Return the comment that begins with the marker; None where there is none."""
        page = 1
        while True:
            comments = self.ask("GET", f"{number}/comments?per_page={PER_PAGE}&page={page}")
            for comment in comments:
                if (comment["body"] or "").startswith(marker):
                    return comment
            if len(comments) < PER_PAGE:
                return None
            page += 1

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """Send a request and return the answer. Raises OSError, and ValueError for what is no JSON."""
        request = urllib.request.Request(
            f"{self._base}/{path}",
            None if content is None else json.dumps(content).encode(),
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(os.environ))
