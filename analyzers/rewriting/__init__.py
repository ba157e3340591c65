"""Changes to code: fixes, edits, suppression comments, safe writing. libcst is imported with the first fix."""

from .edits import apply_edits, minimal_edits
from .fixing import AllFixed, Analysis, Declined, build_fix, fix_all, try_build_fix

__all__ = [
    "AllFixed",
    "Analysis",
    "Declined",
    "apply_edits",
    "build_fix",
    "fix_all",
    "minimal_edits",
    "try_build_fix",
]
