"""The states of agents, and reading them whatever they are made of."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NotRequired, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from typing_extensions import TypedDict

from runtime.managed import RemainingSteps
from runtime.state.messages import add_messages


class AgentState(TypedDict):
    """The state of an agent: the conversation, and how many supersteps are left."""

    messages: Annotated[Sequence[Any], add_messages]
    remaining_steps: NotRequired[RemainingSteps]


class AgentStatePydantic(BaseModel):
    """`AgentState` as a Pydantic model."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    messages: Annotated[Sequence[Any], add_messages]
    remaining_steps: RemainingSteps = 25


class AgentStateWithStructuredResponse(AgentState):
    """The state of an agent that ends with a structured answer."""

    structured_response: dict[str, Any] | BaseModel


class AgentStateWithStructuredResponsePydantic(AgentStatePydantic):
    """`AgentStateWithStructuredResponse` as a Pydantic model."""

    structured_response: dict[str, Any] | BaseModel


def value_of(state: Any, key: str, otherwise: Any = None) -> Any:
    """Return a field of a state, be it a mapping or an object."""
    if isinstance(state, dict):
        return cast("dict[str, Any]", state).get(key, otherwise)
    return getattr(state, key, otherwise)


def check_keys(schema: Any, wanted: Iterable[str]) -> None:
    """Raise ValueError unless a state schema has these keys."""
    missing = sorted(set(wanted) - set(get_type_hints(schema)))
    if missing:
        raise ValueError(f"The agent's state_schema lacks {missing!r}. Derive it from AgentState, or add them.")


def with_model_input(schema: Any) -> Any:
    """Return the schema of a state whose `llm_input_messages` say what the model is shown."""
    kind: type[Any] = schema
    if issubclass(kind, BaseModel):
        fields: dict[str, Any] = {"llm_input_messages": (list[Any], [])}
        return create_model("ModelInput", __base__=kind, **fields)
    hints = get_type_hints(kind, include_extras=True)
    make = cast("Any", TypedDict)
    return make("ModelInput", {**hints, "llm_input_messages": list[Any]}, total=False)
