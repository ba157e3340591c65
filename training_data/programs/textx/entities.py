"""Reads entity models in a textX language, resolves references and writes classes from them."""

import random

from textx import metamodel_from_str

PROJECT = "textx"
REQUIRES = ["textx"]
SCOPE = ["textx", "arpeggio"]
ROUNDS = 28

GRAMMAR = r"""
Model: types*=SimpleType entities+=Entity;
SimpleType: 'type' name=ID;
Entity: 'entity' name=ID ('extends' base=[Entity])? '{' properties*=Property '}';
Property: name=ID ':' type=[Type] (many?='[]')? ('=' default=Value)? ';';
Type: SimpleType | Entity;
Value: STRICTFLOAT | INT | STRING | BOOL;
Comment: /\/\/.*$/;
"""


def model_text(rng: random.Random, entities: int) -> str:
    lines = ["type integer", "type text", "type money"]
    for number in range(entities):
        base = f" extends Entity{rng.randrange(number)}" if number and rng.random() < 0.5 else ""
        lines.append(f"entity Entity{number}{base} {{ // number {number}")
        for field in range(rng.randint(2, 7)):
            kind = rng.choice(["integer", "text", "money", f"Entity{rng.randrange(entities)}"])
            default = rng.choice(["", "", " = 12", " = 'text'", " = 3.5"])
            lines.append(f"  field_{field}: {kind}{rng.choice(['', '[]'])}{default};")
        lines.append("}")
    return "\n".join(lines)


def write(entity) -> str:
    base = entity.base.name if entity.base else "object"
    lines = [f"class {entity.name}({base}):"]
    for prop in entity.properties:
        kind = f"list[{prop.type.name}]" if prop.many else prop.type.name
        lines.append(f"    {prop.name}: {kind} = {prop.default!r}")
    return "\n".join(lines)


def main() -> None:
    rng = random.Random(4)
    metamodel = metamodel_from_str(GRAMMAR)
    characters = 0
    for _ in range(ROUNDS):
        model = metamodel.model_from_str(model_text(rng, 45))
        characters += sum(len(write(entity)) for entity in model.entities)
    print(characters)


if __name__ == "__main__":
    main()
