"""Build, print, parse and search a document with minidom and ElementPath."""

import random
import xml.dom.minidom
import xml.etree.ElementTree as ET

PROJECT = "stdlib-minidom"
REQUIRES = []
SCOPE = ["xml"]


def build(rng, count):
    document = xml.dom.minidom.getDOMImplementation().createDocument(None, "catalogue", None)
    root = document.documentElement
    for number in range(count):
        book = document.createElement("book")
        book.setAttribute("id", str(number))
        book.setAttribute("lang", rng.choice(["en", "de", "fr"]))
        for name in ("title", "author", "price"):
            child = document.createElement(name)
            child.appendChild(document.createTextNode(f"{name} <{rng.random():.3f}> & more"))
            book.appendChild(child)
        root.appendChild(book)
    return document


def prices(document):
    for book in document.getElementsByTagName("book"):
        node = book.getElementsByTagName("price")[0]
        yield node.firstChild.data, book.getAttribute("lang")


def main():
    rng = random.Random(13)
    document = build(rng, 6000)
    text = document.toprettyxml(indent=" ")
    again = xml.dom.minidom.parseString(text)
    print(len(text), len(list(prices(again))))
    copy = again.cloneNode(True)
    print(len(copy.documentElement.childNodes))
    tree = ET.fromstring(text)
    ET.indent(tree)
    for path in (".//book[@lang='de']/title", "book[3]", ".//price", "book[title]", ".//book/.."):
        print(path, sum(len(tree.findall(path)) for _ in range(10)))
    print(len(ET.tostring(tree)), len(ET.canonicalize(ET.tostring(tree))))


if __name__ == "__main__":
    main()
