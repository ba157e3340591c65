"""Read pages with the standard parser, search and change the tree, print it again."""

import random

from bs4 import BeautifulSoup, SoupStrainer

PROJECT = "beautifulsoup4"
REQUIRES = ["beautifulsoup4"]
SCOPE = ["bs4"]


def page(rng, count):
    parts = ["<html><body><div id=main>"]
    for number in range(count):
        parts.append(f"<article class='a{number % 3} big'><h2>Head {number}</h2><p>Some <b>bold</b> text &amp; <br>")
        parts.append(f"<a href='/x/{number}' title=t>link</a><ul><li>one<li>two</ul></article>")
    return "".join(parts) + "</div></body></html>"


def main():
    rng = random.Random(31)
    found = 0
    for turn in range(34):
        soup = BeautifulSoup(page(rng, 170), "html.parser")
        found += len(soup.find_all("a", href=True)) + len(soup.find_all(class_="a1"))
        for article in soup.find_all("article", limit=60):
            found += len(article.get_text(" ", strip=True))
            article.h2.string = f"New {turn}"
            article.p.insert_after(soup.new_tag("hr"))
            link = article.find(lambda tag: tag.name == "a" and "title" in tag.attrs)
            link.wrap(soup.new_tag("span"))
        for rest in soup.find_all("article")[100:]:
            rest.decompose()
        found += len(soup.prettify()) + len(str(soup))
        links = BeautifulSoup(page(rng, 100), "html.parser", parse_only=SoupStrainer("a"))
        found += len(links.find_all("a"))
    print(found)


if __name__ == "__main__":
    main()
