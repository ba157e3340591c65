"""Validates content objects against zope.schema interfaces and adapts them through zope.interface."""

import random

from zope.interface import Interface, implementer, providedBy
from zope.interface.adapter import AdapterRegistry
from zope.schema import Bool, Choice, Dict, Int, List, Text, TextLine, getFieldsInOrder, getValidationErrors
from zope.schema.fieldproperty import FieldProperty
from zope.schema.interfaces import ValidationError

PROJECT = "zope.schema"
REQUIRES = ["zope.schema", "zope.interface"]
SCOPE = ["zope.schema", "zope.interface", "zope.event"]
ROUNDS = 1800


class IDocument(Interface):
    title = TextLine(title="Title", min_length=2, max_length=40)
    body = Text(title="Body", required=False)
    pages = Int(title="Pages", min=1, max=900)
    state = Choice(title="State", values=["draft", "public", "old"])
    tags = List(title="Tags", value_type=TextLine(max_length=10), unique=True)
    sizes = Dict(title="Sizes", key_type=TextLine(), value_type=Int(min=0))
    shown = Bool(title="Shown")


class IShort(IDocument):
    pass


@implementer(IDocument)
class Document:
    title = FieldProperty(IDocument["title"])
    pages = FieldProperty(IDocument["pages"])
    state = FieldProperty(IDocument["state"])

    def __init__(self, rng: random.Random) -> None:
        self.title = f"Title {rng.randint(1, 999)}"
        self.pages = rng.randint(1, 900)
        self.state = rng.choice(["draft", "public", "old"])
        self.body = rng.choice([None, "text\nof lines", b"bytes"])
        self.tags = [f"tag{n}" for n in range(rng.randint(0, 6))] + rng.choice([[], ["tag0"], ["much too long"]])
        self.sizes = {"width": rng.randint(-1, 50), "height": 3}
        self.shown = True


def main() -> None:
    rng = random.Random(87)
    registry = AdapterRegistry()
    registry.register([IDocument], Interface, "view", lambda document: f"<h1>{document.title}</h1>")
    registry.register([IShort], Interface, "view", lambda document: document.title[:5])
    errors = refused = characters = 0
    for _ in range(ROUNDS):
        for _ in range(20):
            document = Document(rng)
            errors += len(getValidationErrors(IDocument, document))
            view = registry.lookup([providedBy(document)], Interface, "view")
            characters += len(view(document)) + IDocument.providedBy(document)
            for _, field in getFieldsInOrder(IDocument):
                characters += field.bind(document).required
            try:
                document.pages = rng.randint(-200, 1200)
            except ValidationError as error:
                refused += len(error.args)
    print(errors, refused, characters)


if __name__ == "__main__":
    main()
