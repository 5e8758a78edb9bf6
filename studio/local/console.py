"""What the supervisor says in the terminal: few lines of its own, and the children's logs when asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

_COLOURS = {"web": 36, "runs": 32, "ask": 33, "beat": 35, "watch": 34, "postgres": 90, "valkey": 90}
_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"


class Console:
    """Writes lines; colours only where a person looks."""

    def __init__(self, var: Path, *, is_verbose: bool = False, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._has_colour = self._out.isatty()
        self._folder = var / "log"
        self._is_verbose = is_verbose
        self._shown: dict[Path, int] = {path: path.stat().st_size for path in self._folder.glob("*.log")}

    def say(self, text: str) -> None:
        """Write one line of our own."""
        self._write(f"{_BOLD}superstep{_PLAIN} {text}" if self._has_colour else f"superstep: {text}")

    def warn(self, text: str) -> None:
        """Write one line that something went wrong and what is done about it."""
        self._write(f"{_RED}superstep{_PLAIN} {text}" if self._has_colour else f"superstep: {text}")

    def follow_logs(self) -> None:
        """Write what the children logged since the last call, each line with its child's name (only when verbose)."""
        if not self._is_verbose:
            return
        for path in sorted(self._folder.glob("*.log")):
            with path.open("rb") as log:
                size = log.seek(0, 2)
                log.seek(min(self._shown.get(path, 0), size))
                complete, newline, _ = log.read().rpartition(b"\n")
            if newline:
                self._shown[path] = size - len(_)
                for line in complete.decode(errors="replace").splitlines():
                    self._write(f"{self._prefix(path.stem)} {line}")

    def _prefix(self, name: str) -> str:
        label = f"{name:>8} |"
        return f"\x1b[{_COLOURS.get(name, 37)}m{label}{_PLAIN}" if self._has_colour else label

    def _write(self, line: str) -> None:
        print(line, file=self._out, flush=True)
