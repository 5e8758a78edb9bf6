"""A driver that does nothing by itself: a test holds the conversation with the loop word by word.

driver = ScriptedDriver(superstep_loop(run))
start = driver.expect(Start)
driver.expect(NextEvent)
driver.answer(TaskDone(start.task))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from runtime.pregel.words import Flow

T = TypeVar("T")


class ScriptedDriver:
    """Holds a flow; `expect` takes its next effect, `answer` is what the flow is sent for it.

    Attributes:
        result: what the flow returned, once it has.
        is_over: whether it has.
    """

    def __init__(self, flow: Flow[Any]) -> None:
        self._flow = flow
        self._answer: Any = None
        self.result: Any = None
        self.is_over = False

    def answer(self, value: Any) -> None:
        """Set what the flow is sent for the effect expected last; None where nothing is set."""
        self._answer = value

    def next(self) -> Any:
        """Return the next effect, or None when the flow is over."""
        answer, self._answer = self._answer, None
        try:
            return self._flow.send(answer)
        except StopIteration as end:
            self.result, self.is_over = end.value, True
            return None

    def expect(self, kind: type[T]) -> T:
        """Return the next effect; AssertionError when it is of another kind, or the flow is over."""
        effect = self.next()
        if not isinstance(effect, kind):
            raise AssertionError(  # noqa: TRY004 - a test failed, nothing was mistyped
                f"Expected {kind.__name__}, got {effect!r}."
            )
        return effect

    def expect_end(self) -> Any:
        """Return the flow's result; AssertionError when it yields instead."""
        effect = self.next()
        if not self.is_over:
            raise AssertionError(f"Expected the end, got {effect!r}.")
        return self.result
