"""The progress bar: late, only for people, and gone without a trace."""

from __future__ import annotations

import io

from slowspot.cli.analysis.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_short_run_shows_nothing() -> None:
    stream, clock = Terminal(), Clock()
    progress = Progress(100, 2, stream=stream, clock=clock)
    clock.now = 0.9
    progress.advance(50)
    progress.close()
    assert stream.getvalue() == ""


def test_a_long_run_shows_how_far_it_is_and_wipes_it_away() -> None:
    stream, clock = Terminal(), Clock()
    progress = Progress(100, 2, stream=stream, clock=clock)
    clock.now = 1.1
    progress.advance(50)
    drawn = stream.getvalue()
    progress.close()
    assert (" 50%  1 of 2 files" in drawn, stream.getvalue().endswith("\r\x1b[K")) == (True, True)


def test_a_file_or_pipe_gets_none() -> None:
    stream, clock = io.StringIO(), Clock()
    progress = Progress(100, 2, stream=stream, clock=clock)
    clock.now = 5
    progress.advance(50)
    progress.close()
    assert stream.getvalue() == ""


def test_it_is_not_drawn_more_than_ten_times_a_second() -> None:
    stream, clock = Terminal(), Clock()
    progress = Progress(1_000, 1_000, stream=stream, clock=clock)
    for step in range(1_000):
        clock.now = 1 + step / 1_000
        progress.advance(1)
    assert stream.getvalue().count("Analyzing") <= 11
