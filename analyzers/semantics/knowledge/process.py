"""Callables that answer alike as long as the program runs, and take work to do so."""

from __future__ import annotations

__all__ = ["ENVIRONMENT", "SETTLED"]

ENVIRONMENT = frozenset({"os.environ.get", "os.getenv"})
"""They read the environment, which the program itself may change."""

SETTLED = frozenset({
    "getpass.getuser", "importlib.metadata.distribution", "importlib.metadata.metadata",
    "importlib.metadata.requires", "importlib.metadata.version", "importlib.resources.files",
    "importlib.util.find_spec", "locale.getlocale", "locale.getpreferredencoding", "multiprocessing.cpu_count",
    "os.cpu_count", "os.getlogin", "os.uname", "pathlib.Path.home", "platform.architecture",
    "platform.freedesktop_os_release", "platform.libc_ver", "platform.machine", "platform.node", "platform.platform",
    "platform.processor", "platform.python_implementation", "platform.python_version", "platform.release",
    "platform.system", "platform.uname", "platform.version", "shutil.which", "site.getsitepackages", "socket.getfqdn",
    "socket.gethostname", "sysconfig.get_config_var", "sysconfig.get_path", "sysconfig.get_paths",
    "tempfile.gettempdir", "uuid.getnode",
})  # fmt: skip
"""They ask the system, search the path or read files of installed packages."""
