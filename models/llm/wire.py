"""One question over HTTP to a server that speaks Chat Completions. The only place that imports `openai`.

The package builds and parses requests; what is sent beyond them, how much is read, how long it may take, and what is
tried again is decided here.
"""

from __future__ import annotations

import json
import queue
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .failures import AiError, Cancelled, Refused, ServerError, UnusableSettings
from .keys import Key
from .settings import is_loopback

__all__ = ["MOST_BYTES", "Answer", "Wire"]

CONNECT_SECONDS = 5.0
READ_SECONDS = 120.0
MOST_BYTES = 4 << 20
"""Of an answer as it comes over the wire: a stream wraps a few letters into 300 bytes."""
_MOST_ERROR_BYTES = 64 << 10
_MOST_DETAIL = 300
_TRIES = 4
_LONGEST_WAIT = 60.0
_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_SENT_HEADERS = frozenset({
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "host",
    "transfer-encoding", "user-agent",
})  # fmt: skip
"""All others are taken out: the package adds the machine's system and Python, and what OPENAI_CUSTOM_HEADERS,
OPENAI_ORG_ID and OPENAI_PROJECT_ID hold, which was meant for another server."""
_POLL = 0.05


@dataclass(slots=True)
class Answer:
    """What a server said."""

    text: str
    finished: str
    """Why it ended: "stop", "length", "cut off" (the connection ended), "stopped" (we had enough) …"""
    prompt_tokens: int | None
    """As the server counted; None where it did not say."""
    answer_tokens: int | None
    tries: int
    seconds: float


class Wire:
    """A server. Makes no connection before `ask`."""

    def __init__(self, base_url: str, key: Key, *, seconds: float = 300.0, clock: Callable[[], float] = time.monotonic):
        self._base_url = base_url
        self._key = key
        self._seconds = seconds
        self._clock = clock

    def ask(
        self,
        body: dict[str, Any],
        *,
        most_characters: int,
        on_text: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Answer:
        """Send a question and read the answer; `on_text` is told how many characters have come.

        Tries again where the server is busy or broken, after the time that it names. Stops reading after
        `most_characters`. Raises ServerError, Refused and Cancelled; the latter within a moment, whatever the server
        does.
        """
        began = self._clock()
        until = began + self._seconds
        stop = threading.Event()
        calls: queue.SimpleQueue[int | Answer | BaseException] = queue.SimpleQueue()
        # A thread, since nothing wakes a reader that waits for a silent server: who cancels leaves it behind, and it
        # ends at its next timeout.
        threading.Thread(
            target=self._work, args=(body, most_characters, until, stop, calls.put), name="slowspot-ai", daemon=True
        ).start()
        try:
            while True:
                if cancelled is not None and cancelled():
                    raise Cancelled("cancelled")
                if self._clock() > until + _POLL:
                    raise ServerError(f"{self._place}: no whole answer within {self._seconds:g} seconds")
                try:
                    came = calls.get(timeout=_POLL)
                except queue.Empty:
                    continue
                if isinstance(came, int):
                    if on_text is not None:
                        on_text(came)
                elif isinstance(came, Answer):
                    came.seconds = self._clock() - began
                    return came
                else:
                    raise came
        finally:
            stop.set()

    @property
    def _place(self) -> str:
        return urlsplit(self._base_url).netloc

    def _work(
        self,
        body: dict[str, Any],
        most_characters: int,
        until: float,
        stop: threading.Event,
        put: Callable[[int | Answer | BaseException], None],
    ) -> None:
        try:
            for number in range(1, _TRIES + 1):
                try:
                    answer = self._once(body, most_characters, until, stop, put)
                except _Again as again:
                    wait = again.wait(number)
                    if number == _TRIES or wait > _LONGEST_WAIT or self._clock() + wait > until:
                        put(again.error)
                        return
                    if stop.wait(wait):
                        return
                    continue
                answer.tries = number
                put(answer)
                return
        except AiError as error:
            put(error)
        except Exception as error:  # noqa: BLE001 - in a thread of its own: who waits must hear of it
            # Without its text, which may quote the request with its headers.
            put(ServerError(f"{self._place}: the answer cannot be used ({type(error).__name__})"))

    def _once(
        self,
        body: dict[str, Any],
        most_characters: int,
        until: float,
        stop: threading.Event,
        put: Callable[[int], None],
    ) -> Answer:
        # Late: 0.6 s, and of an extra.
        try:
            import httpx2
            import openai
        except ImportError:
            raise UnusableSettings('the language model needs the package openai: pip install "slowspot[ai]"') from None
        problem: AiError
        try:
            with self._client(openai) as client, client.chat.completions.create(**body) as stream:
                # Its bytes, not its events: the package reads an event of any length, and takes a server that does not
                # stream for a silent one.
                return self._read(stream.response, most_characters, until, stop, put)
        except openai.APITimeoutError as error:
            connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
            seconds = CONNECT_SECONDS if connecting else READ_SECONDS
            what = "does not accept the connection" if connecting else "is silent"
            problem = ServerError(f"{self._place}: {what} for {seconds:g} seconds")
        except openai.APIConnectionError as error:
            problem = ServerError(f"{self._place}: not reached{self._why(error.__cause__)}")
        except httpx2.TimeoutException:
            # In the middle of an answer, which may be dear: not asked again.
            raise ServerError(f"{self._place}: fell silent in the middle of an answer") from None
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise ServerError(f"{self._place}: the answer broke off{self._why(error)}") from None
        except openai.OpenAIError as error:
            raise ServerError(f"{self._place}: {self._told(str(error))}") from None
        raise _Again(problem, None)

    def _client(self, openai: Any) -> Any:
        # No redirects: they would carry the code to a server that nobody agreed to.
        transport = openai.DefaultHttpxClient(
            follow_redirects=False,
            trust_env=not is_loopback(self._base_url),  # a proxy stands between machines, not before this one
            event_hooks={"request": [self._pruned], "response": [self._refusals]},
        )
        return openai.OpenAI(
            api_key=self._key.reveal() or "none",  # the package wants one; `_pruned` takes it out again
            base_url=self._base_url,
            timeout=openai.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            max_retries=0,
            default_headers={"Authorization": f"Bearer {self._key.reveal()}"},
            http_client=transport,
        )

    def _pruned(self, request: Any) -> None:
        for name in list(request.headers):
            if name.lower() not in _SENT_HEADERS:
                del request.headers[name]
        request.headers["accept-encoding"] = "identity"  # a few packed bytes could unpack to any amount
        if not self._key:
            request.headers.pop("authorization", None)

    def _refusals(self, response: Any) -> None:
        """Read no more of a refusal than is needed to tell it. Raises Refused, or _Again where it may pass."""
        status: int = response.status_code
        if status < 300:
            encoding = response.headers.get("content-encoding", "identity")
            if encoding != "identity":
                raise ServerError(
                    f"{self._place}: answers packed ({self._told(encoding)}) although it was asked not to"
                )
            return
        data = b""
        if response.headers.get("content-encoding", "identity") == "identity":
            for piece in response.iter_bytes():
                data += piece
                if len(data) > _MOST_ERROR_BYTES:
                    break
        detail = self._told(_message_in(data.decode("utf-8", "replace")))
        retry_after = _retry_after(response.headers)
        refused = Refused(self._refusal(status, detail), status, detail, retry_after)
        if status in _AGAIN and "insufficient_quota" not in detail:
            raise _Again(refused, retry_after)
        raise refused

    def _refusal(self, status: int, detail: str) -> str:
        place = self._place
        if status in (401, 403):
            what = f"does not accept the key from {self._key.source}" if self._key else "wants a key, and there is none"
            return f"{place}: {what} (HTTP {status}); `slowspot ai status` says where it is looked for"
        if 300 <= status < 400:
            return f"{place}: sends us elsewhere (HTTP {status}), where nobody agreed to; correct base_url"
        if status == 404:
            return f"{place}: no such model or address (HTTP 404): {detail or 'no reason given'}"
        if status == 429:
            return f"{place}: is busy, or the account is used up (HTTP 429): {detail or 'no reason given'}"
        return f"{place}: refuses (HTTP {status}): {detail or 'no reason given'}"

    def _why(self, error: BaseException | None) -> str:
        return f": {self._told(str(error))}" if error is not None and str(error) else ""

    def _told(self, text: str) -> str:
        """What a server said, as it may stand in a message: short, in one line, without control characters or key."""
        text = " ".join(self._key.hidden_in(text).split())
        text = "".join(character for character in text if character.isprintable())
        return text if len(text) <= _MOST_DETAIL else text[:_MOST_DETAIL] + "…"

    def _read(
        self, said: Any, most_characters: int, until: float, stop: threading.Event, put: Callable[[int], None]
    ) -> Answer:
        pieces = self._pieces(said, until, stop)
        if "text/event-stream" not in said.headers.get("content-type", ""):
            return self._whole(b"".join(pieces), most_characters)
        text: list[str] = []
        count = 0
        finished, usage = "", None
        for event in _events(pieces):
            if event == "[DONE]":
                finished = finished or "stop"
                break
            chunk = self._parsed(event)
            if chunk.get("error"):
                raise ServerError(f"{self._place}: gave up: {self._told(_message_in(event))}")
            usage = chunk.get("usage") or usage
            choice = _first(chunk.get("choices"))
            finished = _text(choice.get("finish_reason")) or finished
            delta = choice.get("delta")
            piece = _text(delta.get("content")) if isinstance(delta, dict) else ""
            if piece:
                text.append(piece)
                count += len(piece)
                put(count)
                if count > most_characters:
                    return Answer("".join(text)[:most_characters], "stopped", *_tokens(usage), 1, 0.0)
        return Answer("".join(text), finished or "cut off", *_tokens(usage), 1, 0.0)

    def _pieces(self, said: Any, until: float, stop: threading.Event) -> Iterator[bytes]:
        size = 0
        for piece in said.iter_bytes():
            size += len(piece)
            if size > MOST_BYTES:
                raise ServerError(f"{self._place}: the answer is longer than {MOST_BYTES >> 20} MiB; not used")
            if stop.is_set() or self._clock() > until:
                raise ServerError(f"{self._place}: no whole answer within {self._seconds:g} seconds")
            yield piece

    def _whole(self, data: bytes, most_characters: int) -> Answer:
        """Read an answer of a server that does not stream."""
        given = self._parsed(data.decode("utf-8", "replace"))
        if given.get("error"):
            raise ServerError(f"{self._place}: gave up: {self._told(_message_in(data.decode('utf-8', 'replace')))}")
        choice = _first(given.get("choices"))
        message = choice.get("message")
        text = _text(message.get("content")) if isinstance(message, dict) else ""
        finished = _text(choice.get("finish_reason")) or "stop"
        if len(text) > most_characters:
            text, finished = text[:most_characters], "stopped"
        return Answer(text, finished, *_tokens(given.get("usage")), 1, 0.0)

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            raise ServerError(
                f"{self._place}: does not speak Chat Completions: {self._told(text[:80]) or 'nothing came'}"
            )
        return given


class _Again(Exception):  # noqa: N818 - what to do
    def __init__(self, error: AiError, retry_after: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self._retry_after = retry_after

    def wait(self, number: int) -> float:
        """Seconds until the next try: those that the server named, else 0.5, 1, 2 …, a little apart from others'."""
        if self._retry_after is not None:
            return self._retry_after
        return 0.5 * 2 ** (number - 1) * random.uniform(0.75, 1.0)


def _retry_after(headers: Any) -> float | None:
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
            return float(value) / divisor
    # Late: a date is rare.
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None


def _events(pieces: Iterator[bytes]) -> Iterator[str]:
    """The data of server-sent events."""
    rest: list[bytes] = []
    data: list[str] = []
    for piece in pieces:
        rest.append(piece)
        if b"\n" not in piece:  # all servers end lines by it, some after a carriage return
            continue
        *lines, last = b"".join(rest).split(b"\n")
        rest = [last]
        for line in lines:
            line = line.removesuffix(b"\r")
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" ").decode("utf-8", "replace"))
            elif not line.strip() and data:
                yield "\n".join(data)
                data = []
    # What was cut off before its empty line is no event.


def _message_in(text: str) -> str:
    """The message of an error, whose forms are many; else the text."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return re.sub(r"<[^>]*>", " ", text)  # a page of a proxy
    if isinstance(given, dict):
        error = given.get("error", given)
        if isinstance(error, dict):
            words = [_text(error.get(name)) for name in ("message", "detail", "param", "code")]
            return " ".join(dict.fromkeys(filter(None, words))) or text
        return _text(error) or text
    return text


def _first(choices: Any) -> dict[str, Any]:
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _tokens(usage: Any) -> tuple[int | None, int | None]:
    table: dict[str, Any] = usage if isinstance(usage, dict) else {}
    counts = (table.get("prompt_tokens"), table.get("completion_tokens"))
    prompt, answer = (count if type(count) is int and count >= 0 else None for count in counts)
    return prompt, answer
