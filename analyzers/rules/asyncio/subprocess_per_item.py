"""Starting a process in every pass of a loop for what Python does itself.

`subprocess.run(["rm", path])` starts a process, loads a program and waits for it, to do what `os.remove(path)` does
with one call to the operating system. In a loop over n files that is n processes. `os`, `shutil` and `pathlib` do what
`rm`, `cp`, `mv`, `mkdir`, `chmod`, `ls` and `cat` do; many tools also take all files in one call: `["chmod", "+x",
*paths]`.

**When not to bother**: the loop makes a few passes; or the tool does more than its Python counterpart, such as `cp
--reflink`, or runs as another user.
"""

from __future__ import annotations

import ast

from ...semantics.questions.processes import program_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_INSTEAD = {
    "rm": "os.remove() or shutil.rmtree()", "rmdir": "os.rmdir()", "cp": "shutil.copy2()", "mv": "shutil.move()",
    "mkdir": "os.makedirs()", "touch": "Path.touch()", "chmod": "os.chmod()", "chown": "shutil.chown()",
    "ln": "os.symlink()", "ls": "os.scandir()", "cat": "Path.read_bytes()", "wc": "reading the file",
    "head": "reading the file", "tail": "reading the file", "grep": "reading the file", "stat": "os.stat()",
    "basename": "os.path.basename()", "dirname": "os.path.dirname()", "realpath": "os.path.realpath()",
    "readlink": "os.readlink()", "which": "shutil.which()", "test": "os.path", "find": "os.walk()",
    "sleep": "time.sleep()", "date": "datetime", "whoami": "getpass.getuser()", "hostname": "socket.gethostname()",
    "pwd": "os.getcwd()", "kill": "os.kill()", "md5sum": "hashlib", "sha1sum": "hashlib", "sha256sum": "hashlib",
    "gzip": "the gzip module", "gunzip": "the gzip module", "unzip": "the zipfile module", "nproc": "os.cpu_count()",
}  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    instead = _INSTEAD.get(program_of(at, node))
    if instead is None or at.repeated_in is None:
        return None
    return Match(node, f"starts a process in every pass: use {instead}, or one call for all")


RULE = Rule(
    slug="subprocess-per-item",
    code="SLP318",
    family="asyncio",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"run", "call", "check_call", "check_output", "Popen", "getoutput", "system"}), in_loop=True
    ),
    check=check,
    examples=[
        Example(
            before="""\
import subprocess


def names(paths):
    found = []
    for path in paths:
        answer = «subprocess.run(["basename", path], capture_output=True, text=True)»
        found.append(answer.stdout.strip())
    return found
""",
            after="""\
import os


def names(paths):
    found = []
    for path in paths:
        found.append(os.path.basename(path))
    return found
""",
            workload=lambda n: ([f"folder/{i}" for i in range(n)],),
            same=[(["a/b", "c"],), ([],)],
        ),
        Example(
            before="""\
import os
import subprocess
from subprocess import check_call


def clear(paths, folder):
    for path in paths:
        «os.system(f"rm -rf {path}")»
        «check_call("cp " + path + " " + folder, shell=True)»
        command = ["/bin/chmod", "+x", path]
        «subprocess.call(command)»
    return [«subprocess.check_output(["cat", path])» for path in paths]
""",
        ),
    ],
    clean=[
        """\
# Once.
import subprocess

def clear(path):
    subprocess.run(["rm", "-r", path])
""",
        """\
# A program that Python has no counterpart of.
import subprocess

def compress(paths):
    for path in paths:
        subprocess.run(["ffmpeg", "-i", path])
""",
        """\
# As another user.
import subprocess

def clear(paths):
    for path in paths:
        subprocess.run(["sudo", "rm", path])
""",
        """\
# What is run is not known.
import subprocess

def each(commands):
    for command in commands:
        subprocess.run(command)
""",
        """\
# Several programs together.
import subprocess

def each(paths):
    for path in paths:
        subprocess.run(f"cat {path} | lpr", shell=True)
""",
        """\
# Another function of that name.
from kitchen import run

def each(dishes):
    for dish in dishes:
        run(["cat", dish])
""",
        """\
# A few passes.
import subprocess

def both():
    for path in ("a", "b"):
        subprocess.run(["rm", path])
""",
    ],
)
