"""Loading a model for each request, or in each pass of a loop.

`from_pretrained()`, `pipeline(…)` and `torch.load()` read gigabytes from disk, make the layers and copy the weights:
seconds, for an answer of milliseconds. Loaded once, when the program starts, the model answers all requests.

**When not to bother**: the function runs once; or memory does not hold the model all the time.
"""

from __future__ import annotations

import ast
import re

from ...semantics.knowledge.startup import LOADS_MODEL
from ...semantics.loops import Loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_PACKAGES = frozenset({"diffusers", "peft", "sentence_transformers", "timm", "torch", "transformers", "whisper"})
_LOADS = {name for name in LOADS_MODEL if name.partition(".")[0] in _PACKAGES} | {"timm.create_model"}
_TRAINS = re.compile(
    r"(?<!pre)train(?!ed)|fit|backward|optim|load_state|seed|trial|tune|lora|peft|prun|quant|merge|hook"
)
_ROUTES = frozenset({"route", "get", "post", "put", "patch", "delete", "websocket", "api_route", "endpoint"})


def check(node: ast.Call, at: Site) -> Match | None:
    name = at.qualified(node.func) or ""
    loads = name in _LOADS or (name.endswith(".from_pretrained") and name.partition(".")[0] in _PACKAGES)
    if not loads or in_test(at) or "config" in name.lower():
        return None
    what = name.rpartition(".")[2]
    loop = at.repeated_in
    if loop is not None:
        names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
        if loop.kind == "while" or not loop.bound.isdisjoint(names) or _is_conditional(at, loop.node):
            return None
        if _changes_models(loop):
            return None
        return Match(node, f"{what}() loads the same model anew in each pass: load it once before the loop")
    function = at.function
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or _is_conditional(at, function):
        return None
    if not any(_is_route(decorator) for decorator in function.decorator_list):
        return None
    return Match(node, f"{what}() loads the model anew for each request: load it once, when the program starts")


def _changes_models(loop: Loop) -> bool:
    """Is a pass a training or a trial, by the words in it: does it need a model that nobody has changed?"""
    words = (
        getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "arg", "") or "" for node in loop.walk()
    )
    return any(_TRAINS.search(word.lower()) for word in words)


def _is_conditional(at: Site, outer: ast.AST) -> bool:
    for parent in at.parents(at.node):
        if parent is outer:
            return False
        if isinstance(parent, (ast.If, ast.IfExp, ast.BoolOp, ast.Try)):
            return True
    return False


def _is_route(decorator: ast.expr) -> bool:
    """`@app.post("/answer")`: the method of an application or router, given a path."""
    match decorator:
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(path)), *_]):
            return attr in _ROUTES and path.startswith("/")
        case _:
            return False


RULE = Rule(
    slug="torch-model-per-call",
    code="SLP420",
    family="torch",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"from_pretrained", *(name.rpartition(".")[2] for name in _LOADS)}), packages=_PACKAGES
    ),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
from fastapi import FastAPI
from transformers import AutoModel, pipeline

app = FastAPI()


@app.post("/answer")
def answer(text: str):
    answers = «pipeline("text-generation")»
    return answers(text)


def embed(texts):
    found = []
    for text in texts:
        model = «AutoModel.from_pretrained("small")»
        found.append(model(text))
    return found
""",
            needs=("transformers",),
        ),
    ],
    clean=[
        """\
# Loaded once, when the program starts.
from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
answers = pipeline("text-generation")

@app.post("/answer")
def answer(text: str):
    return answers(text)
""",
        """\
# Loaded when it is asked for first.
from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
answers = None

@app.post("/answer")
def answer(text: str):
    global answers
    if answers is None:
        answers = pipeline("text-generation")
    return answers(text)
""",
        """\
# Another model in each pass.
from transformers import AutoModel

def models(names):
    return [AutoModel.from_pretrained(name) for name in names]
""",
        """\
# Each trial begins with the weights as they were.
from transformers import AutoModel, Trainer

def trials(seeds, data):
    for seed in seeds:
        model = AutoModel.from_pretrained("small")
        Trainer(model, train_dataset=data).train()
""",
        """\
# A function that loads.
import torch
from transformers import AutoModel

def load(path):
    return AutoModel.from_pretrained(path), torch.load(path)
""",
    ],
)
