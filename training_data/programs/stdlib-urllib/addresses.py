"""Take addresses apart, join, quote and sort them; read cookies and robots files."""

import random
import urllib.parse
import urllib.robotparser
from http.cookies import SimpleCookie

PROJECT = "stdlib-urllib"
REQUIRES = []
SCOPE = ["urllib", "http"]


def address(rng):
    path = "/".join(rng.choices(["a b", "ü", "..", "x", "index.html", "."], k=rng.randint(1, 5)))
    query = urllib.parse.urlencode({"q": "two words é", "n": rng.randint(1, 99), "tag": ["a", "b"]}, doseq=True)
    host = rng.choice(["example.org", "user:pw@example.com:8080", "[::1]", "sub.example.net"])
    return f"{rng.choice(['http', 'https', 'ftp'])}://{host}/{urllib.parse.quote(path)}?{query}#part{rng.randint(1, 9)}"


def main():
    rng = random.Random(74)
    size = 0
    for _ in range(70_000):
        text = address(rng)
        parts = urllib.parse.urlsplit(text)
        size += len(parts.hostname or "") + (parts.port or 0) + len(urllib.parse.parse_qs(parts.query))
        size += len(urllib.parse.urljoin(text, "../other/./page?x=1")) + len(urllib.parse.unquote_plus(parts.query))
        size += len(urllib.parse.urlunsplit(parts._replace(fragment="")))
    cookies = SimpleCookie()
    for number in range(14_000):
        cookies.load(f'name{number % 50}="value {number}"; Path=/; Max-Age={number}; other=x')
        size += len(cookies["other"].OutputString())
    robots = urllib.robotparser.RobotFileParser()
    rules = [f"User-agent: bot{n}\nDisallow: /private{n}\nAllow: /\n" for n in range(60)]
    robots.parse("\n".join(rules).split("\n"))
    size += sum(robots.can_fetch(f"bot{n % 60}", f"http://example.org/private{n % 70}/x") for n in range(12_000))
    print(size)


if __name__ == "__main__":
    main()
