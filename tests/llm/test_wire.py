"""A real HTTP server on loopback that answers in every bad way: each ends as a message, and none shows the key."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from slowspot.models.llm import wire
from slowspot.models.llm.asking import Asker, Reply
from slowspot.models.llm.failures import AiError, BudgetSpent, Cancelled, Refused, ServerError
from slowspot.models.llm.prompts import Message

from .conftest import KEY, Workspace
from .model_server import ModelServer, Step, candidates, serving

ANSWER = candidates("def f():\n    return 1\n")


def asked(workspace: Workspace, *steps: Step, server: ModelServer | None = None, **settings: Any) -> Reply:
    if server is None:
        with serving(*steps) as started:
            return asked(workspace, server=started, **settings)
    asker = Asker(workspace.consent(server.base_url, **settings), tell=workspace.told.append)
    return asker.ask("propose", "f", _messages, usable=lambda text: "candidates" in text or "def f" in text)


def _messages(form: str) -> list[Message]:
    return [Message("system", f"answer as {form}"), Message("user", "make it faster")]


def test_an_answer_is_streamed_with_progress_and_counted(workspace: Workspace) -> None:
    reply = asked(workspace, Step(ANSWER, usage=(120, 30)))
    assert (reply.text, reply.tokens, reply.cached) == (ANSWER, 150, False)
    assert [what for what in workspace.told if "characters" in what][-1].endswith(f"{len(ANSWER)} characters")


def test_a_server_that_does_not_stream_is_understood(workspace: Workspace) -> None:
    assert asked(workspace, Step(ANSWER, stream=False)).text == ANSWER


def test_only_what_the_preview_shows_is_sent(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Other: secret\nAuthorization: Bearer of-another-server")
    monkeypatch.setenv("OPENAI_ORG_ID", "somebody")
    with serving(Step(ANSWER)) as server:
        asked(workspace, server=server)
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    headers = {name.lower(): value for name, value in request["headers"].items()}
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers.keys() <= {
        "host", "accept", "accept-encoding", "connection", "content-type", "content-length", "user-agent",
        "authorization",
    }  # fmt: skip
    assert sorted(request["body"]) == ["max_tokens", "messages", "model", "response_format", "stream", "stream_options"]


def test_without_a_key_none_is_sent(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # OpenAI's own key is not for this server.
    monkeypatch.delenv("SLOWSPOT_AI_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(Step(ANSWER)) as server:
        asked(workspace, server=server)
    assert "authorization" not in {name.lower() for name in server.requests[0]["headers"]}


def test_what_a_server_does_not_take_is_given_up_and_remembered(workspace: Workspace) -> None:
    with serving(Step(ANSWER, only_without="response_format")) as server:
        asked(workspace, server=server)
        forms = [(body.get("response_format") or {}).get("type") for body in server.bodies]
        assert forms == ["json_schema", "json_object", None]
        assert server.prompt() == "answer as fenced\nmake it faster"
        Asker(workspace.consent(server.base_url)).ask("propose", "g", lambda form: [Message("user", form)], usable=bool)
        assert len(server.requests) == 4


@pytest.mark.parametrize("parameter", ["stream_options", "max_tokens"])
def test_other_parameters_are_given_up_by_name(workspace: Workspace, parameter: str) -> None:
    with serving(Step(ANSWER, only_without=parameter)) as server:
        assert asked(workspace, server=server).text == ANSWER
    assert "response_format" in server.bodies[-1]
    assert parameter not in server.bodies[-1]


REFUSED = {
    "400": (Step(status=400, error={"error": {"message": "context length exceeded"}}), "context length"),
    "401": (
        Step(status=401, error={"error": {"message": f"Incorrect API key provided: {KEY}"}}),
        "does not accept the key",
    ),
    "403": (Step(status=403, error="<html>no</html>"), "does not accept the key"),
    "404": (Step(status=404, error={"error": {"message": "The model `x` does not exist"}}), "does not exist"),
    "quota": (Step(status=429, error={"error": {"message": "out", "code": "insufficient_quota"}}), "used up"),
    "redirect": (Step(status=307, error="", headers={"Location": "http://127.0.0.1:9/"}), "elsewhere"),
    "key in an error": (Step(status=418, error=f"no {KEY} sk-****cdef\x1b[31m"), "HTTP 418"),
}


@pytest.mark.parametrize(("step", "said"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_told_once_and_without_the_key(workspace: Workspace, step: Step, said: str) -> None:
    with serving(step) as server, pytest.raises(Refused, match=said) as caught:
        asked(workspace, server=server)
    assert len(server.requests) == 1
    assert KEY not in str(caught.value) + workspace.written()
    assert "\x1b" not in str(caught.value)


def test_a_busy_server_is_asked_again_when_it_says(workspace: Workspace) -> None:
    busy = Step(status=429, error={"error": {"message": "slow down"}}, headers={"Retry-After": "0.3"})
    with serving(busy, Step(status=503, error=""), Step(ANSWER)) as server:
        asked(workspace, server=server)
    first, second, _ = [request["when"] for request in server.requests]
    assert second - first >= 0.3


def test_a_server_that_wants_a_long_wait_is_not_waited_for(workspace: Workspace) -> None:
    with serving(Step(status=429, error="", headers={"Retry-After": "3600"})) as server, pytest.raises(Refused):
        asked(workspace, server=server)
    assert len(server.requests) == 1


def test_a_broken_server_is_given_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire._Again, "wait", lambda *_: 0.0)
    with serving(Step(status=500, error="oops")) as server, pytest.raises(Refused, match="oops"):
        asked(workspace, server=server)
    assert len(server.requests) == 4


NO_ANSWER = {
    "no JSON": Step(raw=b"data: {nonsense\n\n"),
    "a list": Step(raw=b"data: [1, 2]\n\n"),
    "strange types": Step(raw=b'data: {"choices": [{"delta": {"content": 3}}], "usage": [1]}\n\ndata: [DONE]\n\n'),
    "null": Step(raw=b'data: {"choices": null}\n\n'),
    "error in the stream": Step(raw=b'data: {"error": {"message": "overloaded"}}\n\n'),
    "no bytes of text": Step(raw=b"\xff\xfe\x00data: \xff\n\n"),
    "deep": Step(raw=b"data: " + b"[" * 100_000 + b"\n\n"),
    "a page": Step(raw=b"<html></html>", headers={"Content-Type": "text/html"}),
    "packed": Step(raw=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    "huge": Step(raw=b"data: " + b"x" * (wire.MOST_BYTES + 10) + b"\n\n"),
    "too short": Step(raw=b"data:", headers={"Content-Length": "5000"}),
}


@pytest.mark.parametrize("step", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_is_no_answer_is_told(workspace: Workspace, step: Step) -> None:
    if "Content-Length" in step.headers:
        step.headers["Connection"] = "close"
    with pytest.raises(ServerError):
        asked(workspace, step, seconds=3)


def test_an_endless_answer_is_stopped_by_us(workspace: Workspace) -> None:
    with pytest.raises(ServerError, match="did not fit"):
        asked(workspace, Step("x", endless=True), answer_tokens=300)


def test_a_silent_server_is_left_at_the_deadline(workspace: Workspace) -> None:
    began = time.monotonic()
    with pytest.raises(ServerError, match="within 1 seconds"):
        asked(workspace, Step(ANSWER, silent_after=1), seconds=1)
    assert time.monotonic() - began < 10


def test_no_server_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire._Again, "wait", lambda *_: 0.0)
    with serving(Step()) as server:
        pass
    with pytest.raises(ServerError, match="not reached"):
        asked(workspace, server=server)


def test_cancelling_is_at_once_whatever_the_server_does(workspace: Workspace) -> None:
    wanted = threading.Event()
    with serving(Step(ANSWER, silent_after=0)) as server:
        asker = Asker(workspace.consent(server.base_url), cancelled=wanted.is_set)
        threading.Timer(0.3, wanted.set).start()
        with pytest.raises(Cancelled):
            asker.ask("propose", "f", _messages, usable=bool)
        assert asker.budget.tokens > 0  # it may have been read, and charged


def test_the_same_question_is_answered_from_the_cache(workspace: Workspace) -> None:
    with serving(Step(ANSWER)) as server:
        first = asked(workspace, server=server)
        second = asked(workspace, server=server)
        assert (len(server.requests), second.cached, second.text) == (1, True, first.text)


def test_a_question_beyond_the_budget_is_not_sent(workspace: Workspace) -> None:
    with serving(Step(ANSWER)) as server:
        for settings in ({"tokens": 1000}, {"tokens_per_day": 1000}, {"cost": 0.001, "price_in": 9, "price_out": 9}):
            asker = Asker(workspace.consent(server.base_url, **settings))
            with pytest.raises(BudgetSpent, match="nothing was sent"):
                asker.ask("propose", "f", lambda _: [Message("user", "x" * 3000)], usable=bool)
        assert server.requests == []


def test_what_was_spent_counts_for_the_next_question_and_the_day(workspace: Workspace) -> None:
    with serving(Step(ANSWER, usage=(900, 300))) as server:
        asker = Asker(workspace.consent(server.base_url, tokens=1500, answer_tokens=300, price_in=1, price_out=2))
        asker.ask("propose", "f", _messages, usable=bool)
        assert (asker.budget.tokens, asker.budget.cost) == (1200, pytest.approx(0.0015))
        with pytest.raises(BudgetSpent):
            asker.ask("repair", "f", lambda _: [Message("user", "y")], usable=bool)
        again = Asker(workspace.consent(server.base_url, tokens_per_day=1500))
        with pytest.raises(BudgetSpent, match="tokens_per_day"):
            again.ask("propose", "g", lambda _: [Message("user", "z")], usable=bool)
        assert len(server.requests) == 1


def test_the_log_holds_what_was_sent_and_what_came_and_no_key(workspace: Workspace) -> None:
    with serving(Step(ANSWER)) as server:
        asked(workspace, server=server)
    lines = [json.loads(line) for line in (workspace.user / "slowspot/ai/log.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in lines] == ["sent", "stop"]
    assert lines[0]["request"] == server.bodies[0]
    assert lines[1]["answer"] == ANSWER
    assert KEY not in workspace.written()


def test_a_log_that_cannot_be_written_stops_the_question(workspace: Workspace) -> None:
    (workspace.user / "slowspot").mkdir()
    (workspace.user / "slowspot/ai").write_text("in the way")
    with serving(Step(ANSWER)) as server:
        with pytest.raises(AiError, match="nothing is sent that is not logged"):
            asked(workspace, server=server)
        assert server.requests == []
