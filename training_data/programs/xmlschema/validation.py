"""Builds an XML schema with xmlschema and validates, decodes and encodes generated documents."""

import random

import xmlschema

PROJECT = "xmlschema"
REQUIRES = ["xmlschema"]
SCOPE = ["xmlschema", "elementpath"]
ROUNDS = 3

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="code">
<xs:restriction base="xs:string"><xs:pattern value="[A-Z]{2}[0-9]{3}"/></xs:restriction></xs:simpleType>
<xs:complexType name="item"><xs:sequence>
<xs:element name="name" type="xs:string"/><xs:element name="price" type="xs:decimal"/>
<xs:choice minOccurs="0" maxOccurs="3"><xs:element name="note" type="xs:string"/>
<xs:element name="count" type="xs:positiveInteger"/></xs:choice>
</xs:sequence><xs:attribute name="code" type="code" use="required"/>
<xs:attribute name="sold" type="xs:date"/></xs:complexType>
<xs:element name="shop"><xs:complexType>
<xs:sequence><xs:element name="item" type="item" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
<xs:unique name="codes"><xs:selector xpath="item"/><xs:field xpath="@code"/></xs:unique></xs:element>
</xs:schema>"""


def document(rng: random.Random, items: int) -> str:
    parts = ["<shop>"]
    for number in range(items):
        extra = rng.choice(["", "<note>fine</note>", "<count>3</count><note>x</note>", "<count>0</count>"])
        price = rng.choice(["12.50", "3", "cheap"]) if rng.random() < 0.1 else f"{rng.random() * 90:.2f}"
        parts.append(f'<item code="AB{number:03}" sold="2020-01-{1 + number % 28:02}"><name>n{number}</name>')
        parts.append(f"<price>{price}</price>{extra}</item>")
    return "".join([*parts, "</shop>"])


def main() -> None:
    rng = random.Random(84)
    total = 0
    for _ in range(ROUNDS):
        schema = xmlschema.XMLSchema(SCHEMA)
        for _ in range(6):
            text = document(rng, 100)
            total += len(list(schema.iter_errors(text))) + schema.is_valid(text)
            data, errors = schema.decode(text, validation="lax")
            total += len(errors) + len(data["item"])
            element, errors = schema.encode(data, validation="lax")
            total += len(errors) + len(element)
    print(total)


if __name__ == "__main__":
    main()
