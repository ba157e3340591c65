"""Source text: documents in blocks, positions, encodings."""

from .blocks import Block
from .document import Document
from .encoding import SourceError
from .parsing import SyntaxProblem
from .positions import byte_to_column, column_to_byte, column_to_utf16, utf16_to_column
from .tree import Change

__all__ = [
    "Block",
    "Change",
    "Document",
    "SourceError",
    "SyntaxProblem",
    "byte_to_column",
    "column_to_byte",
    "column_to_utf16",
    "utf16_to_column",
]
