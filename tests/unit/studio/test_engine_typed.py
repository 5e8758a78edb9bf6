"""What a person typed, as values of the author's types."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, TypedDict

import pytest
from pydantic import BaseModel, field_validator

from runtime.graph import StateGraph
from runtime.messages import AIMessage, HumanMessage, add_messages
from runtime.state.history import bounded_messages
from runtime.state.reducers import reducer
from studio.engine.edit.typed import typed

named = reducer("talk")(add_messages)


class Parcel(BaseModel):
    weight_g: int

    @field_validator("weight_g")
    @classmethod
    def positive(cls, value: int) -> int:
        if value < 0:
            raise RuntimeError("scales are broken")
        return value


def graph(hint: Any) -> Any:
    class State(TypedDict, total=False):
        key: Any

    State.__annotations__["key"] = hint
    return StateGraph(State).add_node("one", lambda given: given).set_entry_point("one").compile()


@pytest.mark.parametrize("fold", [add_messages, partial(add_messages), bounded_messages(3), named])
def test_messages_may_be_typed_as_a_node_writes_them(fold: Any) -> None:
    talk = [{"role": "user", "content": "Hi"}, ("ai", "Hello")]
    made, problems = typed(graph(Annotated[list, fold]), {"key": talk})

    assert problems == []
    assert [type(message).__name__ for message in made["key"]] == [HumanMessage.__name__, AIMessage.__name__]


def test_what_is_no_message_is_named() -> None:
    _, [problem] = typed(graph(Annotated[list, add_messages]), {"key": [{"no": "message"}]})

    assert problem["path"] == "key"


def test_a_place_that_does_not_fit_is_named_by_its_path() -> None:
    _, problems = typed(graph(list[Parcel]), {"key": [{"weight_g": 1}, {"weight_g": "heavy"}]})

    assert [problem["path"] for problem in problems] == ["key/1/weight_g"]


def test_an_authors_validator_that_raises_is_told_and_not_raised() -> None:
    _, [problem] = typed(graph(Parcel), {"key": {"weight_g": -1}})

    assert "scales are broken" in problem["message"]


def test_a_key_the_state_has_not_is_named() -> None:
    assert typed(graph(int), {"no": 1}) == ({}, [{"path": "no", "message": "The state has no key 'no'."}])
