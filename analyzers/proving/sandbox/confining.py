"""Confines itself by Landlock and a filter of system calls (Linux), and becomes a command.

The main module of a process of its own, with the arguments SPEC COMMAND…; SPEC is JSON: `confine`, `read` and
`write` (lists of paths), `user` (the number of the user that root becomes). Two processes: the one that
confines itself, and one above it that ends all that is left below when the command ends. No user namespace is needed,
so it works in containers too. Takes the standard library alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import signal
import struct
import sys
import time
from typing import Any

from .filtering import filter_program

__all__ = ["main"]

_FAILED = 125
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_SET_CHILD_SUBREAPER = 1, 24, 22, 38, 36
_PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 8, 47, 2
_SECCOMP_MODE_FILTER = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522

# Landlock: the same numbers on all machines.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_ALL_OF_1 = (1 << 13) - 1
_REFER = 1 << 13
_MAKE_DEVICES = 1 << 6 | 1 << 11
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1 << 0, 1 << 1


def main() -> None:
    """Become the command; the exit code is its own, or 128 and the signal that ended it."""
    spec = json.loads(sys.argv[1])
    command = sys.argv[2:]
    _checked(_LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")
    _checked(_LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0), "parent's end")
    pid = os.fork()
    if pid == 0:
        try:
            if spec.get("confine"):
                _confine(spec)
            elif spec.get("user"):
                _drop_rights(spec["user"])
            os.execvpe(command[0], command, os.environ)
        except BaseException as error:  # noqa: BLE001 - nothing may go on unconfined
            os.write(2, f"confining: {error}\n".encode("utf-8", "replace"))
            os._exit(_FAILED)
    signal.signal(signal.SIGTERM, lambda *_: _finish(128 + signal.SIGTERM))
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for descriptor in (0, 1, 2):  # the command's alone: when it ends, so do they
        os.dup2(nowhere, descriptor)
    status = 0
    ended = -1
    while ended != pid:
        ended, status = os.wait()
    _finish(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


def _finish(code: int) -> None:
    """End what is left: the orphans of all below have become our children."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as children:
            left = list(map(int, children.read().split()))
        for pid in left:
            with contextlib.suppress(OSError):  # ended meanwhile
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            time.sleep(0.001)
        except ChildProcessError:
            break
    os._exit(code)


def _confine(spec: dict[str, Any]) -> None:
    # First: a filter without privileges, and Landlock, take it.
    _checked(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    version = _LIBC.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        raise OSError("the system has no Landlock")
    handled = _ALL_OF_1 | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack("Q", handled)
    if version >= 4:
        attributes += struct.pack("Q", _BIND_TCP | _CONNECT_TCP)
    if version >= 6:
        attributes += struct.pack("Q", _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS)
    ruleset = _checked(_LIBC.syscall(_CREATE_RULESET, attributes, len(attributes), 0), "ruleset")
    reading = _EXECUTE | _READ_FILE | _READ_DIR
    for path in spec["read"]:
        _allow(ruleset, path, reading)
    for path in spec["write"]:
        _allow(ruleset, path, handled & ~_MAKE_DEVICES)
    _drop_rights(spec["user"])
    _checked(_LIBC.syscall(_RESTRICT_SELF, ruleset, 0), "restriction")
    os.close(ruleset)
    program = filter_program(platform.machine(), os.getpid(), version)
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    holder = Program(len(program) // 8, ctypes.addressof(code))
    _checked(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(holder), 0, 0), "filter")


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not there: not readable either
    try:
        if not os.path.isdir(path):
            access &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
        _checked(_LIBC.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", access, opened), 0), path)
    finally:
        os.close(opened)


def _drop_rights(user: int) -> None:
    """Give up all capabilities; as root, become another user, who may still pass over the modes of files."""
    kept = 1 << _CAP_DAC_OVERRIDE if user else 0
    for number in range(64):
        if not kept >> number & 1:
            _LIBC.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # fails beyond the last, and for who has none
    if user:
        _checked(_LIBC.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0), "capabilities")
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_LIBC.capset(header, struct.pack("6I", kept, kept, kept, 0, 0, 0)), "capabilities")
    if user:
        _checked(_LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0), "capabilities")


def _checked(result: int, what: str) -> int:
    if result < 0:
        raise OSError(f"{what}: {os.strerror(ctypes.get_errno())}")
    return result
