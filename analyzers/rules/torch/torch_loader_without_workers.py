"""A data loader that reads and decodes files in the process that trains.

With `num_workers=0`, the default, each batch is read when it is asked for, and the device waits meanwhile. With
`num_workers=4` four processes read ahead. Reported where the data set of the same file opens or decodes a file for
each item, which is what workers are for.

**When not to bother**: the data set is read once; or items lie in memory, where handing them from process to process
costs more than reading them.
"""

from __future__ import annotations

import ast

from ...semantics.model import BlockFacts
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LOADERS = ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader")
_READERS = frozenset({
    "PIL.Image.open", "cv2.imread", "builtins.open", "numpy.load", "torch.load", "torchaudio.load", "soundfile.read",
    "librosa.load", "imageio.imread", "imageio.v2.imread", "imageio.v3.imread", "skimage.io.imread",
    "torchvision.io.read_image", "torchvision.io.decode_image", "nibabel.load", "pydicom.dcmread", "rasterio.open",
    "h5py.File", "pandas.read_csv", "pandas.read_parquet",
})  # fmt: skip
_FOLDERS = ("torchvision.datasets.ImageFolder", "torchvision.datasets.DatasetFolder",
            "torchvision.datasets.folder.ImageFolder")  # fmt: skip


Related = tuple[ast.AST, str, BlockFacts]


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *_LOADERS) or in_test(at):
        return None
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if None in given or len(node.args) > 5 or at.constant(given.get("num_workers", ast.Constant(0))) != 0:
        return None
    dataset = node.args[0]
    source = at.only_value(dataset) or dataset
    if at.is_call(source, *_FOLDERS):
        reader, related = "opens and decodes an image", list[Related]()
    else:
        found = _read_per_item(at, source)
        if found is None:
            return None
        reader, related = "opens a file", [found]
    return Match(
        node,
        f"{reader} for each item in the process that asks for it: num_workers=… reads ahead in others",
        related=related,
    )


def _read_per_item(at: Site, source: ast.expr) -> Related | None:
    """Where `__getitem__` of the data set's class, of this file, reads a file."""
    if not isinstance(source, ast.Call) or not isinstance(source.func, ast.Name):
        return None
    model = at.facts.model
    bindings = model.module_bindings(source.func.id)
    if len(bindings) != 1 or not isinstance(bindings[0][0].value, ast.ClassDef):
        return None
    owner, where = bindings[0][0].value, bindings[0][1]
    for attribute, facts in model.class_attributes(owner, where).get("__getitem__", ()):
        for child in ast.walk(attribute.statement):
            if isinstance(child, ast.Call) and _reads(at, child):
                return child, f"{owner.name} reads a file for each item", facts
    return None


def _reads(at: Site, call: ast.Call) -> bool:
    """By the module's own names: the method stands in another block."""
    parts: list[str] = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return False
    if node.id == "open" and not parts:
        return not at.facts.model.module_bindings("open")
    for binding, _ in at.facts.model.module_bindings(node.id):
        if binding.kind == "import":
            return ".".join([binding.value, *reversed(parts)]) in _READERS
    return False


RULE = Rule(
    slug="torch-loader-without-workers",
    code="SLP406",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"DataLoader"}), packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Photos(Dataset):
    def __init__(self, paths):
        self.paths = paths

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return Image.open(self.paths[index]).convert("RGB")


def loader(paths):
    photos = Photos(paths)
    return «DataLoader(photos, batch_size=32, shuffle=True)»
""",
            needs=("torch",),
        ),
        Example(
            before="""\
import torch
from torchvision import datasets


def loader(folder, transform):
    return «torch.utils.data.DataLoader(datasets.ImageFolder(folder, transform), batch_size=64, num_workers=0)»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Workers read ahead.
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder

def loader(folder, workers):
    return DataLoader(ImageFolder(folder), num_workers=4), DataLoader(ImageFolder(folder), num_workers=workers)
""",
        """\
# All lies in memory.
import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

class Pairs(Dataset):
    def __init__(self, rows):
        self.rows = rows
    def __getitem__(self, index):
        return self.rows[index]

def loaders(a, b, rows):
    return DataLoader(TensorDataset(a, b), batch_size=32), DataLoader(Pairs(rows), batch_size=32)
""",
        """\
# What the data set does is not known; nor what it is told.
import torch
from torch.utils.data import DataLoader
from data import Photos

def loaders(paths, settings):
    return DataLoader(Photos(paths)), DataLoader(Photos(paths), **settings)
""",
        """\
# Another loader.
import torch
from tools import DataLoader
from torchvision.datasets import ImageFolder

def loader(folder):
    return DataLoader(ImageFolder(folder))
""",
    ],
)
