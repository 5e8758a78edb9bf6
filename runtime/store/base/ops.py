"""What a store is asked, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Literal, NamedTuple, TypeAlias, TypedDict, cast

_Dict: TypeAlias = dict[str, Any]  # `dict` is a method of items

NamespacePath: TypeAlias = tuple[str | Literal["*"], ...]
NamespaceMatchType = Literal["prefix", "suffix"]


class NotProvided:
    """Nothing was passed, where None means something."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_PROVIDED = NotProvided()


class InvalidNamespaceError(ValueError):
    """A namespace is empty, has labels that are empty, no text or dotted, or begins with a reserved word."""


@dataclass(kw_only=True, slots=True, repr=False, unsafe_hash=False, eq=True)
class Item:
    """A value in the store, with its place and its times. Times may be given in ISO format."""

    value: dict[str, Any]
    key: str
    namespace: tuple[str, ...]
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        # Written by others, or read back from bytes: lists for tuples, text for times.
        self.namespace = tuple(self.namespace)
        self.created_at = _moment(self.created_at)
        self.updated_at = _moment(self.updated_at)

    def __hash__(self) -> int:
        return hash((self.namespace, self.key))

    def dict(self) -> _Dict:
        """Returns the item as JSON values."""
        return {
            "namespace": list(self.namespace),
            "key": self.key,
            "value": self.value,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
        }

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.dict().items())})"


@dataclass(init=False, slots=True, repr=False, eq=True)
class SearchItem(Item):
    """An item that a search found; `score` is its likeness to the query, None where nothing was compared."""

    score: float | None = None

    def __init__(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: dict[str, Any],
        created_at: datetime,
        updated_at: datetime,
        score: float | None = None,
    ) -> None:
        Item.__init__(self, value=value, key=key, namespace=namespace, created_at=created_at, updated_at=updated_at)
        self.score = score

    def __hash__(self) -> int:
        return Item.__hash__(self)

    def dict(self) -> _Dict:
        return {**Item.dict(self), "score": self.score}


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class GetOp(NamedTuple):
    """Read one item."""

    namespace: tuple[str, ...]
    key: str
    refresh_ttl: bool = True


class SearchOp(NamedTuple):
    """Find items below a namespace: by equal or compared fields, by likeness to a text, or all."""

    namespace_prefix: tuple[str, ...]
    filter: dict[str, Any] | None = None
    limit: int = 10
    offset: int = 0
    query: str | None = None
    refresh_ttl: bool = True


class MatchCondition(NamedTuple):
    """A namespace begins or ends so; `*` stands for any one label."""

    match_type: NamespaceMatchType
    path: NamespacePath


class ListNamespacesOp(NamedTuple):
    """Name the namespaces that fit all conditions, cut to `max_depth` labels."""

    match_conditions: tuple[MatchCondition, ...] | None = None
    max_depth: int | None = None
    limit: int = 100
    offset: int = 0


class PutOp(NamedTuple):
    """Write one item; None as the value deletes it. `index`: paths to embed, False: none. `ttl`: minutes."""

    namespace: tuple[str, ...]
    key: str
    value: dict[str, Any] | None
    index: Literal[False] | list[str] | None = None  # pyright: ignore[reportIncompatibleMethodOverride]
    ttl: float | None = None


Op: TypeAlias = GetOp | SearchOp | PutOp | ListNamespacesOp
Result: TypeAlias = Item | list[Item] | list[SearchItem] | list[tuple[str, ...]] | None


class TTLConfig(TypedDict, total=False):
    """How long items live. Minutes."""

    refresh_on_read: bool
    omit_expired: bool
    default_ttl: float | None
    sweep_interval_minutes: int | None


def ensure_ttl(config: TTLConfig | None, ttl: float | NotProvided | None = NOT_PROVIDED) -> float | None:
    """Returns how long an item lives, in minutes: as told, else as the store's items do; None for ever."""
    return (config or {}).get("default_ttl") if isinstance(ttl, NotProvided) else ttl


class IndexConfig(TypedDict, total=False):
    """How items are made searchable by likeness: size of a vector, what computes it, which fields it is of."""

    dims: int
    embed: Any
    fields: list[str] | None


def validate_namespace(namespace: tuple[Any, ...]) -> None:
    """Raises `InvalidNamespaceError` for a namespace nothing can be written to."""
    if not namespace:
        raise InvalidNamespaceError("Namespace cannot be empty.")
    for label in namespace:
        if not isinstance(label, str):
            raise InvalidNamespaceError(
                f"Invalid namespace label {label!r} in {namespace!r}: it is {type(label).__name__}, not text."
            )
        if "." in label:
            raise InvalidNamespaceError(f"Invalid namespace label {label!r} in {namespace!r}: it has a period.")
        if not label:
            raise InvalidNamespaceError(f"Namespace labels cannot be empty strings. Got {namespace!r}.")
    if namespace[0] == "langgraph":
        raise InvalidNamespaceError(f'Root label for namespace cannot be "langgraph". Got: {namespace!r}')


def validate_op_namespace(op: Op) -> None:
    """Checks the namespace of a write; reads may name any."""
    if isinstance(op, PutOp):
        validate_namespace(op.namespace)


_EQUALITIES: Mapping[str, Callable[[Any, Any], bool]] = {"$eq": eq, "$ne": ne}
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {"$gt": gt, "$gte": ge, "$lt": lt, "$lte": le}


def fits(found: Any, wanted: Any) -> bool:
    """Whether a value fits a filter: equal, equal in each of its parts, or as `{"$gt": 1}` and the like say."""
    if isinstance(wanted, dict):
        parts = cast("dict[str, Any]", wanted)
        if any(key.startswith("$") for key in parts):
            return all(_compare(found, operator, operand) for operator, operand in parts.items())
        return isinstance(found, dict) and all(
            fits(cast("dict[str, Any]", found).get(key), part) for key, part in parts.items()
        )
    if isinstance(wanted, list | tuple) and isinstance(found, list | tuple):
        pairs = cast("Sequence[Any]", found), cast("Sequence[Any]", wanted)
        return len(pairs[0]) == len(pairs[1]) and all(map(fits, *pairs))
    return bool(found == wanted)


def _compare(found: Any, operator: str, operand: Any) -> bool:
    if operator in _EQUALITIES:
        return bool(_EQUALITIES[operator](found, operand))
    if operator not in _ORDERS:
        raise ValueError(f"Unsupported operator: {operator}. Use one of {', '.join((*_EQUALITIES, *_ORDERS))}.")
    try:
        wanted = float(operand)
    except (TypeError, ValueError) as error:
        raise type(error)(f"A filter orders by numbers: {operator!r} was given {operand!r}.") from None
    try:
        return _ORDERS[operator](float(found), wanted)
    except (TypeError, ValueError):
        return False


def matches(namespace: tuple[str, ...], condition: MatchCondition) -> bool:
    """Whether a namespace begins (or ends) as the condition says."""
    length = len(condition.path)
    if len(namespace) < length:
        return False
    part = namespace[:length] if condition.match_type == "prefix" else namespace[len(namespace) - length :]
    return all(wanted in ("*", label) for label, wanted in zip(part, condition.path, strict=True))
