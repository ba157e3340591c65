"""The filter of system calls beside Landlock: what reaches the network, other processes, or files' modes and owners.

A program for the kernel's packet filter, as `prctl(PR_SET_SECCOMP)` takes it. Takes the standard library alone.
"""

from __future__ import annotations

import errno
import struct

__all__ = ["filter_program"]

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32 = 0x40000000

# Numbers on x86_64 and aarch64; -1: the system call is not there. Those from 424 on are the same on all machines.
_NEVER = {
    "socket": (41, 198), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "setns": (308, 268),
    "unshare": (272, 97), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "quotactl": (179, 60), "acct": (163, 89),
    "mount_setattr": (442, 442), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "fsmount": (432, 432), "fsconfig": (431, 431), "fspick": (433, 433), "iopl": (172, -1), "ioperm": (173, -1),
    "syslog": (103, 116), "migrate_pages": (256, 238), "move_pages": (279, 239), "shmget": (29, 194),
    "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semctl": (66, 191), "semop": (65, 193),
    "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "pidfd_getfd": (438, 438),
}  # fmt: skip
# Landlock knows no modes, owners and times. Without an effect they are answered as done: `shutil.copy` goes on.
_WITHOUT_EFFECT = {
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1), "utimes": (235, -1),
    "utimensat": (280, 88), "futimesat": (261, -1),
}  # fmt: skip
_NOT_SUPPORTED = {
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463), "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}  # fmt: skip
# Of other processes of the user: only with 0, oneself, in this argument.
_ONLY_ONESELF = {
    "prlimit64": (302, 261, 0), "sched_setaffinity": (203, 122, 0), "sched_setscheduler": (144, 119, 0),
    "sched_setparam": (142, 118, 0), "sched_setattr": (314, 274, 0), "setpriority": (141, 140, 1),
    "ioprio_set": (251, 30, 1),
}  # fmt: skip
# Before version 6 Landlock keeps no signals in: none then but to the first process itself.
_SIGNALS = {
    "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
}  # fmt: skip
_OTHER_SIGNALS = {"tkill": (200, 130), "pidfd_send_signal": (424, 424)}
_TRUNCATE = (76, 45)
_SOCKETPAIR = (53, 199)
_SOCK_STREAM = 1

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def filter_program(machine: str, pid: int, landlock: int) -> bytes:
    """The filter for a machine (`platform.machine()`), for a process with this number, under a version of Landlock.

    Raises OSError for machines whose numbers are not known.
    """
    if machine not in _ARCHITECTURES:
        raise OSError(f"no filter of system calls for {machine}")
    architecture, column = _ARCHITECTURES[machine]
    code = [
        (_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL),
    ]  # fmt: skip
    never = dict(_NEVER)
    if landlock < 6:
        never.update(_OTHER_SIGNALS)
    if landlock < 3:
        never["truncate"] = _TRUNCATE
    for table, answer in ((never, errno.EPERM), (_NOT_SUPPORTED, errno.EOPNOTSUPP), (_WITHOUT_EFFECT, 0)):
        for numbers in table.values():
            code += _answered(numbers[column], answer)
    for *numbers, argument in _ONLY_ONESELF.values():
        code += _unless(numbers[column], argument, 0)
    if landlock < 6:
        for numbers in _SIGNALS.values():
            code += _unless(numbers[column], 0, pid)
    code += _unless(_SOCKETPAIR[column], 1, _SOCK_STREAM, mask=0xF)
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in code)


_Steps = list[tuple[int, int, int, int]]


def _answered(number: int, answer: int) -> _Steps:
    return [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | answer)] if number >= 0 else []


def _unless(number: int, argument: int, allowed: int, mask: int = 0xFFFFFFFF) -> _Steps:
    """Refused, but for one value of an argument (its low half: these are of 32 bits)."""
    return [
        (_EQUAL, 0, 5, number), (_LOAD, 0, 0, 16 + 8 * argument), (_AND, 0, 0, mask),
        (_EQUAL, 1, 0, allowed), (_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ALLOW),
    ]  # fmt: skip
