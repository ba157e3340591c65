"""The environment variables that code under proof gets: an allow-list, since nobody can list all secrets."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["allowed"]

_NAMES = {
    "CONDA_PREFIX", "DJANGO_SETTINGS_MODULE", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "PATHEXT",
    "PYTHONHOME", "PYTHONPATH", "PYTHONUTF8", "PYTHONWARNINGS", "SOURCE_DATE_EPOCH", "SYSTEMDRIVE", "SYSTEMROOT",
    "TZ", "TZDIR", "USER", "VIRTUAL_ENV", "WINDIR",
}  # fmt: skip
_FAMILIES = ("LC_", "MKL_", "NUMBA_", "OMP_", "OPENBLAS_", "POLARS_")


def allowed(base: Mapping[str, str], home: str) -> dict[str, str]:
    """What of an environment goes on to the code; its home and its folder for temporary files are `home`."""
    kept = {name: text for name, text in base.items() if name.upper() in _NAMES or name.startswith(_FAMILIES)}
    return {**kept, "HOME": home, "TMPDIR": home, "TEMP": home, "TMP": home, "USERPROFILE": home}
