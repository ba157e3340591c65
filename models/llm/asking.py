"""Asks a model: from the cache where it was asked before, within the budget, in a form that its server takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from . import audit
from .budget import Budget, tokens_at_most
from .failures import AiError, Cancelled, Refused, ServerError
from .keys import Key, find_key
from .prompts import Message
from .remembered import answer_to, forms_of, keep_answer, keep_forms, key_of
from .replies import FORMATS, Format, response_format
from .settings import Consent
from .wire import Answer, Wire

__all__ = ["Asker", "Forms", "Reply", "request_body"]

Purpose = Literal["propose", "repair", "explain", "summarize"]

_CHARACTERS_PER_TOKEN = 8
"""More than any tokenizer packs into one, on average: the stop on our side, for servers that know no limit."""
_MOST_FORMS = 6
_UNDERSTOOD_WRONG = frozenset({400, 415, 422, 500, 501})
"""Statuses with which servers answer what they do not take."""


@dataclass(slots=True)
class Forms:
    """What a server takes: found out by asking, and remembered."""

    format: Format = "json_schema"
    tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    usage: bool = True
    """Whether it takes `stream_options`."""

    @classmethod
    def of(cls, base_url: str, model: str) -> Forms:
        forms = cls(tokens="max_completion_tokens" if "api.openai.com" in base_url else "max_tokens")
        known = forms_of(base_url, model)
        if known.get("format") in FORMATS:
            forms.format = known["format"]
        if known.get("tokens") in ("max_tokens", "max_completion_tokens"):
            forms.tokens = known["tokens"]
        if isinstance(known.get("usage"), bool):
            forms.usage = known["usage"]
        return forms

    def kept(self) -> dict[str, Any]:
        return {"format": self.format, "tokens": self.tokens, "usage": self.usage}

    def without(self, detail: str, tried: set[str]) -> bool:
        """Give up what the server does not take, by what it said, else one by one. False: there is nothing left."""
        said = detail.lower()
        if any(
            word in said
            for word in ("context length", "context_length", "maximum context", "too long", "context window")
        ):
            return False
        token_words = "max_tokens" in said or "max_completion_tokens" in said
        format_words = any(
            word in said for word in ("response_format", "json_schema", "json_object", "schema", "grammar")
        )
        if token_words and "tokens" not in tried:
            self.tokens = "max_tokens" if self.tokens == "max_completion_tokens" else "max_completion_tokens"
            tried.add("tokens")
        elif ("stream_options" in said or "include_usage" in said) and self.usage:
            self.usage = False
        elif self.format != FORMATS[-1] and (format_words or not token_words):
            self.format = FORMATS[FORMATS.index(self.format) + 1]
        elif self.usage and not token_words:
            self.usage = False
        else:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    cached: bool
    finished: str
    tokens: int
    """Prompt and answer together; 0 from the cache."""
    form: Format


def request_body(
    model: str, messages: Sequence[Message], forms: Forms, most_tokens: int, *, structured: bool
) -> dict[str, Any]:
    """Exactly what is sent."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [message._asdict() for message in messages],
        "stream": True,
        forms.tokens: most_tokens,
    }
    if forms.usage:
        body["stream_options"] = {"include_usage": True}
    if structured and (form := response_format(forms.format)) is not None:
        body["response_format"] = form
    return body


class Asker:
    """Asks the model of a consent. One for each command: its budget is the command's."""

    def __init__(
        self,
        consent: Consent,
        *,
        key: Key | None = None,
        tell: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        remember: bool = True,
    ) -> None:
        settings = consent.settings
        self.consent = consent
        self.budget = Budget(settings)
        self.forms = Forms.of(settings.base_url, settings.model)
        self._key = find_key(settings.base_url, settings.key_env) if key is None else key
        self._wire = Wire(settings.base_url, self._key, seconds=settings.seconds)
        self._tell = tell
        self._cancelled = cancelled
        self._remember = remember

    def ask(
        self,
        purpose: Purpose,
        about: str,
        messages: Callable[[Format], list[Message]],
        *,
        usable: Callable[[str], bool],
        structured: bool = True,
    ) -> Reply:
        """Ask, in the form that the server takes. An answer that is not `usable` is asked for once more, in a
        plainer form.

        `about` is for the log: the function's name. Raises AiError.
        """
        tried: set[str] = set()
        reply: Reply | None = None
        for _ in range(_MOST_FORMS):
            try:
                reply = self._asked(purpose, about, messages(self.forms.format), structured=structured)
            except Refused as refused:
                named = (
                    refused.status != 500 or "format" in refused.detail.lower() or "schema" in refused.detail.lower()
                )
                if (
                    refused.status not in _UNDERSTOOD_WRONG
                    or not named
                    or not self.forms.without(refused.detail, tried)
                ):
                    raise
                continue
            if usable(reply.text):
                settings = self.consent.settings
                if not reply.cached:
                    keep_forms(settings.base_url, settings.model, self.forms.kept())
                    if self._remember:
                        keep_answer(self._cache_key(messages(reply.form)), reply.text)
                return reply
            if "plainer" in tried or not structured or self.forms.format == FORMATS[-1]:
                break
            tried.add("plainer")
            self.forms.format = FORMATS[-1]
        if reply is None or not reply.text.strip():
            raise ServerError(f"{self.consent.settings.model}: answered nothing")
        if reply.finished in ("length", "stopped"):
            raise ServerError(
                f"{self.consent.settings.model}: the answer did not fit into "
                f"{self.consent.settings.answer_tokens:,} tokens (answer_tokens)"
            )
        if reply.finished == "cut off":
            raise ServerError(f"{self.consent.settings.model}: the answer broke off")
        raise ServerError(f"{self.consent.settings.model}: the answer is none that can be read")

    def _cache_key(self, messages: Sequence[Message]) -> str:
        settings = self.consent.settings
        return key_of(settings.base_url, settings.model, [list(message) for message in messages])

    def _asked(self, purpose: Purpose, about: str, messages: list[Message], *, structured: bool) -> Reply:
        settings = self.consent.settings
        form = self.forms.format
        entry: dict[str, Any] = {
            "workspace": self.consent.workspace, "purpose": purpose, "about": about, "server": settings.base_url,
            "model": settings.model,
        }  # fmt: skip
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("cancelled")
        if self._remember and (known := answer_to(self._cache_key(messages))) is not None:
            audit.append({**entry, "outcome": "from the cache: nothing was sent", "answer": known})
            return Reply(known, True, "stop", 0, form)
        prompt = json.dumps([message.content for message in messages], ensure_ascii=False)
        if structured and (shape := response_format(form)) is not None:
            prompt += json.dumps(shape)
        most = self.budget.allow(prompt)
        body = request_body(settings.model, messages, self.forms, most, structured=structured)
        # Before it is sent, so that what was sent is in the log whatever happens then.
        audit.append({**entry, "outcome": "sent", "key": repr(self._key), "request": body})
        if self._tell is not None:
            self._tell(f"asking {settings.model}")
        came = 0

        def count(characters: int) -> None:
            nonlocal came
            came = characters
            if self._tell is not None:
                self._tell(f"{settings.model} has written {characters:,} characters")

        try:
            answer = self._wire.ask(
                body, most_characters=most * _CHARACTERS_PER_TOKEN, on_text=count, cancelled=self._cancelled
            )
        except AiError as error:
            refused = isinstance(error, Refused)
            spent = 0 if refused else tokens_at_most(prompt)
            audit.append({**entry, "outcome": str(error), "tokens": spent, "tokens_counted_by": "us, at most"})
            if not refused:
                # It may have been read, and what came of an answer was written.
                self.budget.spend(spent, came // 2)
            raise
        return self._counted(answer, entry, prompt, form)

    def _counted(self, answer: Answer, entry: dict[str, Any], prompt: str, form: Format) -> Reply:
        counted = answer.prompt_tokens is not None and answer.answer_tokens is not None
        asked = answer.prompt_tokens if answer.prompt_tokens is not None else tokens_at_most(prompt)
        written = answer.answer_tokens if answer.answer_tokens is not None else tokens_at_most(answer.text)
        self.budget.spend(asked, written)
        audit.append({
            **entry, "outcome": answer.finished, "tokens": asked + written, "cost": self.budget.cost,
            "tokens_counted_by": "the server" if counted else "us, at most", "tries": answer.tries,
            "seconds": round(answer.seconds, 2), "answer": answer.text,
        })  # fmt: skip
        return Reply(answer.text, False, answer.finished, asked + written, form)
