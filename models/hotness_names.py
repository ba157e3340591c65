"""Word stems in names of functions: what a name says of whether the function is likely to be hot."""

from __future__ import annotations

import re

__all__ = ["STEMS", "stems_of"]

_WORDS_OF_PROGRAMMING = """
    accept add advance alloc append apply args assign at attr backward base block body bound build cache calc call
    char check child class clean clear clone close cmp code collect column comment compare compile complete compute
    config context convert copy count create current cursor data decode default define delete descr detect dict diff
    dispatch distance do draw dump edge edit element emit encode end ensure enter equal error escape eval exec
    execute exit expand expr extend extract field file fill filter find flush fmt for forward format from gen
    generate get group handle has hash header help hit id import in index info init inner insert instance int is
    item iter join key label leaf len length level lex line list literal load local log lookup loop main make map
    mark mask match merge message method minimize mode move mul name neighbor new next node norm normalize number
    object on op open operator option order output pack pad parse part pass path pattern peek play pop pos position
    post pre prepare print process prop pull push put query quote raise random range rank raw read recv reduce ref
    register relax remove render repeat replace report repr request reset resolve result return rev root row rule
    run sample save scan score search select self send serialize set setup shape show shift sign sim size skip slice
    solve sort split start state status step stmt store str string strip sub sum swap sync tag term test text tick
    to token tokenize total trace track transform translate traverse tree trim try type unescape unit unpack up
    update url validate value var version visit walk warn weight width word wrap write xml yield
"""
STEMS = tuple(_WORDS_OF_PROGRAMMING.split())
"""Common words of programming, shortened; what is not among them says nothing."""

_KNOWN = frozenset(STEMS)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = ("izer", "ation", "ing", "ers", "er", "ed", "es", "s", "e")


def stems_of(name: str) -> list[str]:
    """The known stems of a function's name: `_next_tokens` has "next" and "token"."""
    found: list[str] = []
    for word in _WORDS.findall(name):
        word = word.lower()
        stem = word if word in _KNOWN else _shortened(word)
        if stem is not None and stem not in found:
            found.append(stem)
    return found


def _shortened(word: str) -> str | None:
    for ending in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            for each in (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
                if each in _KNOWN:
                    return each
    return None
