"""What a caged child can be forbidden by the system, without any package: Landlock and seccomp.

Landlock (Linux 5.13): nothing can be read but the program itself and the rules, nothing
written but the child's own staging folder; no TCP where the kernel knows how (6.7). Seccomp:
no sockets, no other programs, no new processes, no tracing. Both are asked for by `ctypes`
and stay for the life of the process. `level` says what there is; what there is not, the
batch does without, and `recension doctor` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2

_READ = 1 << 2 | 1 << 3
"""Read a file, list a folder."""

_WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
"""Write a file; remove, make folders and ordinary files."""

_FILE_ONLY = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14
"""The rights that a rule on a file, and not on a folder, may speak of."""

_FORBIDDEN: dict[str, tuple[int, tuple[int, ...]]] = {
    # architecture as seccomp names it; socket, socketpair, connect, bind, execve, execveat, fork, vfork, ptrace,
    # process_vm_readv, process_vm_writev, mount, umount2, bpf, io_uring_setup, userfaultfd, perf_event_open,
    # unshare, setns, keyctl, add_key, open_by_handle_at, kexec_load, init_module, finit_module, kill, tkill
    "x86_64": (0xC000003E, (41, 53, 42, 49, 59, 322, 57, 58, 101, 310, 311, 165, 166, 321, 425, 323, 298, 272, 308,
                            250, 248, 304, 246, 175, 313, 62, 200)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 221, 281, 117, 270, 271, 40, 39, 280, 425, 282, 241, 97, 268, 219,
                             217, 265, 104, 105, 273, 129, 130)),
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_CLONE_THREAD = 0x10000


def landlock_version() -> int:
    """Version of Landlock in this kernel; 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    version: int = _libc().syscall(_CREATE_RULESET, None, 0, 1)
    return max(0, version)


def has_seccomp() -> bool:
    """Can this process be given a filter of system calls?"""
    return sys.platform.startswith("linux") and platform.machine() in _FORBIDDEN and Path(
        "/proc/sys/kernel/seccomp").exists()


def level() -> str:
    """In words, what a child is forbidden by the system here."""
    version = landlock_version()
    parts = [f"Landlock {version} (foreign files{', network' if version >= 4 else ''})"] if version else []
    if has_seccomp():
        parts.append("seccomp (network, other programs, new processes)")
    return " and ".join(parts) or "nothing: neither Landlock nor seccomp; limits and a process of its own remain"


def program_folders(more: Iterable[Path] = ()) -> tuple[Path, ...]:
    """What a child must be able to read: Python, the packages, system libraries, time zones, and `more`."""
    paths = {Path(folder) for folder in (*sys.path, sys.prefix, sys.base_prefix) if folder and Path(folder).exists()}
    paths |= {Path(path) for name, path in sysconfig.get_paths().items() if name not in ("data", "scripts")}
    paths |= {Path(name) for name in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
                                      "/dev/null", "/dev/urandom", "/proc/self/maps")}
    paths |= set(more)
    return tuple(sorted(path for path in paths if path.exists() and path != Path("/")))


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Give up, for good, all that a child does not need. Silent about what the system has not."""
    if not sys.platform.startswith("linux"):
        return
    libc = _libc()
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    with suppress(OSError):
        _landlock(libc, readable, writable)
    _seccomp(libc)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _landlock(libc: ctypes.CDLL, readable: Iterable[Path], writable: Iterable[Path]) -> None:
    version = landlock_version()
    if not version:
        return
    rights = (1 << 13) - 1 | (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    rules = struct.pack("QQ", rights, 3) if version >= 4 else struct.pack("Q", rights)  # 3: bind and connect by TCP
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    try:
        for path in readable:
            _allow(libc, ruleset, path, _READ)
        truncate = 1 << 14 if version >= 3 else 0
        for path in writable:
            _allow(libc, ruleset, path, _READ | _WRITE | truncate)
        if libc.syscall(_RESTRICT_SELF, ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _FILE_ONLY
        rule = struct.pack("=Qi", allowed, handle)
        libc.syscall(_ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(handle)


def _seccomp(libc: ctypes.CDLL) -> None:
    machine = platform.machine()
    if not has_seccomp():
        return
    architecture, forbidden = _FORBIDDEN[machine]
    program = _program(architecture, forbidden, _CLONE[machine])
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    libc.prctl(_SET_SECCOMP, _FILTER, header, 0, 0)


def _program(architecture: int, forbidden: tuple[int, ...], clone: int) -> bytes:
    """A filter in Berkeley packet code: these calls fail with EPERM, the others pass."""
    load, equal, any_bit, give = 0x20, 0x15, 0x45, 0x06
    allow, kill, refuse = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
    lines: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, kill), (load, 0, 0, 0)]
    for number in forbidden:
        lines += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    # clone3 hides its flags from us: say that there is none, and the C library falls back on clone.
    lines += [(equal, 0, 1, _CLONE3), (give, 0, 0, 0x00050000 | errno.ENOSYS)]
    lines += [(equal, 0, 3, clone), (load, 0, 0, 16), (any_bit, 1, 0, _CLONE_THREAD), (give, 0, 0, refuse)]
    lines += [(give, 0, 0, allow)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
