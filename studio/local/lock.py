"""One supervisor per folder: an advisory lock that the system frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO


class FolderInUse(Exception):
    """Another supervisor holds the folder."""


def hold_folder(var: Path) -> TextIO:
    """Take the lock of `var` and write our process id into it; keep the returned file open as long as it is held."""
    path = var / "lock"
    held = path.open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        holder = held.read().strip() or "unknown"
        held.close()
        raise FolderInUse(
            f"Superstep already runs on {str(var)!r} (process {holder}). Stop it, or give another folder with --var."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held
