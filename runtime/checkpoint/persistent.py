"""A dictionary in a file, for savers in memory that are to outlive the process."""

from __future__ import annotations

import pickle
from collections import defaultdict
from pathlib import Path
from typing import Any


class PersistentDict(defaultdict[Any, Any]):
    """A dictionary that `sync` writes to `filename` and `load` reads back.

    The file is a pickle: load only files that nobody else can write.
    """

    def __init__(self, *args: Any, filename: str, **kwds: Any) -> None:
        super().__init__(*args, **kwds)
        self.filename = filename

    def sync(self) -> None:
        """Writes everything to the file, replacing it whole."""
        beside = Path(f"{self.filename}.new")
        with beside.open("wb") as file:
            self.dump(file)
        beside.replace(self.filename)

    def close(self) -> None:
        self.sync()
        self.clear()

    def dump(self, fileobj: Any) -> None:
        pickle.dump(dict(self), fileobj)

    def load(self) -> None:
        """Reads the file, if it exists."""
        path = Path(self.filename)
        if path.exists():
            with path.open("rb") as file:
                self.update(pickle.load(file))  # noqa: S301  the caller's own file, by its documented contract
