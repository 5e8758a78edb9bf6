"""The tutorial as a script: its numbered steps, and proof that a test did what each one says."""

from __future__ import annotations

import re

from tests.integration.site import ROOT

TUTORIAL = ROOT / "docs" / "tutorials" / "first-debugging-story.md"
STEP = re.compile(r"^(\d+)\. (.*?)(?=^\d+\. |^## )", re.MULTILINE | re.DOTALL)
BOLD = re.compile(r"\*\*(.+?)\*\*")


class Story:
    """The steps' bold words, in order. `told` hands out the next one; a test that says another word fails."""

    def __init__(self) -> None:
        text = TUTORIAL.read_text(encoding="utf-8")
        self.steps = {int(number): step for number, step in STEP.findall(text)}
        self._left = [(number, word) for number, step in self.steps.items() for word in BOLD.findall(step)]

    def told(self, number: int, word: str) -> str:
        """Return `word`, which step `number` must name next in bold."""
        assert self._left, f"the tutorial says nothing after {word!r}"
        assert self._left.pop(0) == (number, word)
        return word

    def says(self, number: int, *words: str) -> None:
        """Step `number` names all of these words."""
        assert [word for word in words if word not in self.steps[number]] == []

    def is_told(self) -> bool:
        """Whether every bold word of the steps was used."""
        return not self._left
