"""The standard library, but for what asynchronous code needs."""

from __future__ import annotations

RETURNS = {
    "collections.Counter": "collections.Counter",
    "collections.OrderedDict": "collections.OrderedDict",
    "collections.defaultdict": "collections.defaultdict",
    "collections.deque": "collections.deque",
    "copy.copy": "",
    "csv.reader": "iterator[list[str]]",
    "datetime.datetime.now": "datetime.datetime",
    "datetime.datetime.utcnow": "datetime.datetime",
    "decimal.Decimal": "decimal.Decimal",
    "functools.reduce": "",
    "glob.glob": "list[str]",
    "heapq.nlargest": "list",
    "heapq.nsmallest": "list",
    "io.BytesIO": "io.BytesIO",
    "io.StringIO": "io.StringIO",
    "io.open": "file",
    "itertools.chain": "iterator",
    "itertools.chain.from_iterable": "iterator",
    "json.dumps": "str",
    "logging.getLogger": "logging.Logger",
    "math.ceil": "int", "math.floor": "int", "math.sqrt": "float", "math.log": "float", "math.exp": "float",
    "math.sin": "float", "math.cos": "float", "math.hypot": "float", "math.pow": "float",
    "os.environ.get": "", "os.fspath": "", "os.getcwd": "str", "os.listdir": "list[str]",
    "os.path.abspath": "str", "os.path.basename": "str", "os.path.dirname": "str", "os.path.exists": "bool",
    "os.path.getsize": "int", "os.path.isdir": "bool", "os.path.isfile": "bool", "os.path.join": "str",
    "os.path.normpath": "str", "os.path.realpath": "str", "os.path.split": "tuple[str, str]",
    "os.path.splitext": "tuple[str, str]",
    "pathlib.Path": "pathlib.Path",
    "pathlib.Path.cwd": "pathlib.Path", "pathlib.Path.home": "pathlib.Path",
    "random.random": "float", "random.randint": "int",
    "re.compile": "re.Pattern", "re.escape": "str", "re.findall": "list", "re.match": "re.Match?",
    "re.search": "re.Match?", "re.fullmatch": "re.Match?", "re.split": "list", "re.sub": "str",
    "requests.Session": "requests.Session",
    "shlex.split": "list[str]",
    "string.Template": "string.Template",
    "subprocess.check_output": "",
    "textwrap.dedent": "str", "textwrap.indent": "str", "textwrap.wrap": "list[str]", "textwrap.fill": "str",
    "time.monotonic": "float", "time.perf_counter": "float", "time.time": "float", "time.strftime": "str",
    "urllib.parse.quote": "str", "urllib.parse.unquote": "str", "urllib.parse.urlencode": "str",
    "urllib.parse.urljoin": "str",
    "html.escape": "str", "html.unescape": "str", "base64.b64encode": "bytes", "base64.b64decode": "bytes",
    "struct.pack": "bytes", "zlib.compress": "bytes", "zlib.decompress": "bytes",
    "itertools.count": "iterator[int]",
}  # fmt: skip
RETURNS = {name: type_ for name, type_ in RETURNS.items() if type_}

_DICT = {"copy": "", "keys": "dict_keys", "values": "dict_values", "items": "dict_items", "update": "None"}
METHODS = {
    "collections.deque": {"append": "None", "appendleft": "None", "extend": "None", "clear": "None", "count": "int"},
    "collections.Counter": {**_DICT, "most_common": "list[tuple]", "elements": "iterator"},
    "collections.defaultdict": _DICT,
    "collections.OrderedDict": _DICT,
    "io.StringIO": {"getvalue": "str", "read": "str", "readline": "str", "readlines": "list[str]", "write": "int"},
    "io.BytesIO": {"getvalue": "bytes", "read": "bytes", "readline": "bytes", "write": "int"},
    "pathlib.Path": {
        "read_text": "str", "read_bytes": "bytes", "as_posix": "str", "exists": "bool", "is_dir": "bool",
        "is_file": "bool", "resolve": "pathlib.Path", "absolute": "pathlib.Path", "joinpath": "pathlib.Path",
        "with_suffix": "pathlib.Path", "with_name": "pathlib.Path", "relative_to": "pathlib.Path",
        "expanduser": "pathlib.Path", "glob": "iterator[pathlib.Path]", "rglob": "iterator[pathlib.Path]",
        "iterdir": "iterator[pathlib.Path]", "open": "file",
    },
    "re.Pattern": {"sub": "", "findall": "list", "match": "re.Match?", "search": "re.Match?", "split": "list",
                   "fullmatch": "re.Match?"},
    "zipfile.ZipFile": {"namelist": "list[str]", "read": "bytes"},
    "tarfile.TarFile": {"getnames": "list[str]"},
    "re.Match": {"groups": "tuple", "groupdict": "dict", "start": "int", "end": "int"},
    "datetime.datetime": {"isoformat": "str", "strftime": "str", "timestamp": "float", "date": "datetime.date"},
    "datetime.date": {"isoformat": "str", "strftime": "str"},
    "decimal.Decimal": {"quantize": "decimal.Decimal"},
    "logging.Logger": {"isEnabledFor": "bool", "getChild": "logging.Logger"},
    "dict_keys": {}, "dict_values": {}, "dict_items": {},
}  # fmt: skip

ENTERS = {"file": "file", "io.StringIO": "io.StringIO", "io.BytesIO": "io.BytesIO"}

FOLLOWS_TEXT = frozenset({
    "glob.glob", "html.escape", "os.listdir", "re.escape", "re.sub", "urllib.parse.urljoin",
    *(name for name in RETURNS if name.startswith("os.path.") and "str" in RETURNS[name]),
})  # fmt: skip

PURE = frozenset({
    "copy.copy", "json.dumps", "json.loads", "math.sqrt", "math.floor", "math.ceil", "math.log", "math.exp", "math.sin",
    "math.cos", "math.hypot", "math.pow", "math.gcd", "math.prod", "os.path.join", "os.path.basename",
    "os.path.dirname", "os.path.splitext", "os.path.split", "os.path.normpath", "re.compile", "re.escape",
    "re.findall", "re.fullmatch", "re.match", "re.search", "re.split", "fnmatch.fnmatch", "fnmatch.fnmatchcase",
    "fnmatch.translate",
    "textwrap.dedent", "textwrap.indent", "html.escape", "html.unescape", "shlex.quote", "urllib.parse.unquote",
    "urllib.parse.urlencode", "urllib.parse.quote_plus", "unicodedata.normalize", "statistics.mean",
    "statistics.median", "statistics.stdev", "os.path.commonpath", "os.path.commonprefix",
    "base64.b64encode", "urllib.parse.quote", "urllib.parse.urljoin", "urllib.parse.urlparse",
    "urllib.parse.urlsplit", "operator.itemgetter", "operator.attrgetter", "collections.Counter",
    "pathlib.Path", "pathlib.PurePath",
})  # fmt: skip

VALUES = {
    "__file__": "str", "__name__": "str", "math.e": "float", "math.inf": "float", "math.pi": "float",
    "os.linesep": "str",
    "os.sep": "str", "string.ascii_letters": "str", "string.ascii_lowercase": "str", "string.ascii_uppercase": "str",
    "string.digits": "str", "string.punctuation": "str", "string.whitespace": "str", "sys.argv": "list[str]",
    "sys.path": "list[str]",
}  # fmt: skip
