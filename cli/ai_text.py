"""How `slowspot ai` tells what is on, what would be sent, and what was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .terminal import Style, escaped

if TYPE_CHECKING:
    from ..models.llm.settings import AiSettings

__all__ = ["consent_words", "log_lines", "preview_lines", "status_lines"]


def status_lines(status: Mapping[str, Any], style: Style) -> Iterator[str]:
    settings = status["settings"]
    workspace = escaped(str(status["workspace"]))
    if settings is None:
        yield f"{style.bold('off')} for {workspace}; `slowspot ai enable --model NAME` turns it on"
    else:
        yield f"{style.green('on')} for {workspace}, since {escaped(str(status['since']))}"
        yield f"  model     {escaped(settings['model'])} on {escaped(settings['base_url'])}"
        yield f"  key       from {status['key']}" if status["key"] else f"  key       none found ({_looked(settings)})"
        limit = f"{settings['tokens']:,} tokens a command"
        if settings["cost"] is not None:
            limit += f", and {settings['cost']:g} in the currency of the prices"
        yield f"  budget    {limit}; {settings['tokens_per_day']:,} a day"
    yield f"  spent     {status['spent_today']:,} tokens today (UTC), in all workspaces"
    yield (
        f"  package   openai {status['package']}"
        if status["package"]
        else '  package   none: pip install "slowspot[ai]"'
    )
    yield f"  settings  {escaped(status['settings_file'])}"
    yield f"  log       {escaped(status['log'])}"


def _looked(settings: Mapping[str, Any]) -> str:
    if settings["key_env"]:
        return f"${settings['key_env']} is empty; a server of your own may want none"
    return "$SLOWSPOT_AI_KEY is empty; a server of your own may want none"


def consent_words(workspace: str, settings: AiSettings) -> Iterator[str]:
    """What somebody agrees to."""
    yield f"A language model for {escaped(workspace)}"
    yield ""
    yield f"Asked is the model {escaped(settings.model)} on {escaped(settings.base_url)},"
    yield "only when you run a command, or choose an action, that says so. It is told: the function in question, what"
    yield "that uses of its module, what the linter found in it, where its time went, types and sizes of recorded"
    yield "arguments, and, when a rewrite failed, on which generated call. It is not told: paths, other files, values"
    yield "of recorded arguments, and what in strings and comments looks like a secret. `slowspot ai preview"
    yield "FILE::FUNCTION` shows it word for word, `slowspot ai log` what was sent. What the model proposes is code:"
    yield "it runs only in the sandbox of a proof, and is shown only when it is proved."
    yield ""
    yield f"It may spend {settings.tokens:,} tokens for one command, and {settings.tokens_per_day:,} a day."


def preview_lines(body: Mapping[str, Any], settings: AiSettings, style: Style, *, on: bool) -> Iterator[str]:
    to = f"to {escaped(settings.base_url)}" if on else "(it is off: nothing is sent before `slowspot ai enable`)"
    yield style.bold(f"What would be sent {to}")
    for name, value in body.items():
        if name == "messages":
            for message in value:
                yield ""
                yield style.cyan(f"{message['role']}:")
                yield from (escaped(line) for line in message["content"].split("\n"))
            yield ""
        else:
            yield f"{style.cyan(name + ':')} {escaped(str(value))}"


def log_lines(entries: Iterable[Mapping[str, Any]], style: Style, *, full: bool) -> Iterator[str]:
    for entry in entries:
        tokens = f", {entry['tokens']:,} tokens" if isinstance(entry.get("tokens"), int) else ""
        words = [str(entry.get(name, "")) for name in ("when", "purpose", "about", "model", "server")]
        yield style.bold(escaped("  ".join(words[:3]))) + "  " + escaped(" on ".join(words[3:]))
        yield f"    {escaped(str(entry.get('outcome', '')))}{tokens}"
        if full:
            request = entry.get("request")
            messages = request.get("messages", []) if isinstance(request, dict) else []
            for message in messages:
                yield style.cyan(f"    {message.get('role')}:")
                yield from (f"    {escaped(line)}" for line in str(message.get("content", "")).split("\n"))
            if "answer" in entry:
                yield style.cyan("    answer:")
                yield from (f"    {escaped(line)}" for line in str(entry["answer"]).split("\n"))
