"""A JSON schema as a tree of form fields.

`form_of(schema, value)` gives the root field with everything a template draws: what kind of control, its words, its
limits, and the part of `value` it begins with. What no control fits (unions, free objects, deep recursion) is a field
of kind `json`, so every schema has a form. The page's script reads the controls back to JSON by their kinds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Kind = Literal["text", "long", "number", "integer", "boolean", "choice", "object", "list", "json"]
Schema = Mapping[str, Any]

DEEPEST = 5
LONG_CHARACTERS = 80
LONG_NAMES = frozenset(
    {"body", "content", "description", "document", "message", "prompt", "question", "reason", "reply", "text"}
)
SCALARS: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "string": (str,),
}
LIMITS = {"minimum": "min", "maximum": "max", "minLength": "minlength", "maxLength": "maxlength", "pattern": "pattern"}


class Missing:
    """Marks that there is no value, which is not the same as null."""

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enumeration: as JSON, and as a word."""

    value: str
    word: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One control, or a group of them."""

    key: str
    kind: Kind
    label: str = ""
    help: str = ""
    is_required: bool = False
    is_nullable: bool = False
    value: Any = MISSING
    limits: Mapping[str, Any] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    children: Sequence[Field] = ()
    item: Field | None = None

    @property
    def shown(self) -> str:
        """The value as the text of a control; empty for none."""
        if isinstance(self.value, Missing) or self.value is None:
            return ""
        if self.kind == "json":
            return json.dumps(self.value, indent=2, ensure_ascii=False)
        return self.value if isinstance(self.value, str) else json.dumps(self.value)

    @property
    def is_group(self) -> bool:
        """Whether it holds other fields."""
        return self.kind in ("object", "list")


def form_of(schema: Schema | None, value: Any = MISSING) -> Field:
    """The root field of a schema, filled with `value` where it fits."""
    root = schema or {}
    return _Builder(root.get("$defs") or root.get("definitions") or {}).field("", root, value, is_required=True)


def plain(schema: Schema, root: Schema) -> dict[str, Any]:
    """A schema of `root` without the references, single options and `| null` around it."""
    return dict(_Builder(root.get("$defs") or root.get("definitions") or {}).plain(schema)[0])


class _Builder:
    """Builds fields; knows the schema's definitions and how deep it is."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions
        self._depth = 0

    def field(self, key: str, schema: Schema, value: Any, *, is_required: bool) -> Field:
        """The field of one schema."""
        schema, is_nullable = self.plain(schema)
        if isinstance(value, Missing):
            value = schema.get("default", MISSING)
        if value is None and schema.get("type") == "array" and not is_nullable:
            value = MISSING  # the default that a schema of an input gives to each key
        kind = self._kind(key, schema, value)
        self._depth += 1
        try:
            return Field(
                key=key,
                kind=kind,
                label=_label(key, schema),
                help=str(schema.get("description", "")) if key else "",
                is_required=is_required,
                is_nullable=is_nullable,
                value=value,
                limits={LIMITS[name]: schema[name] for name in LIMITS if name in schema},
                choices=_choices(schema, kind, value),
                children=self._children(schema, kind, value),
                item=self._item(schema, MISSING) if kind == "list" else None,
            )
        finally:
            self._depth -= 1

    def plain(self, schema: Schema) -> tuple[Schema, bool]:
        """The schema behind references and `X | null`, and whether null is allowed."""
        is_nullable = False
        for _ in range(DEEPEST * 2):
            words = {name: held for name, held in schema.items() if name in ("default", "description", "title")}
            options = [each for each in schema.get("anyOf") or schema.get("oneOf") or () if each.get("type") != "null"]
            if "$ref" in schema:
                schema = {**self._definitions.get(str(schema["$ref"]).rsplit("/", 1)[-1], {}), **words}
            elif len(schema.get("allOf") or ()) == 1:
                schema = {**schema["allOf"][0], **words}
            elif len(options) == 1:
                is_nullable = is_nullable or len(options) < len(schema.get("anyOf") or schema["oneOf"])
                schema = {**options[0], **words}
            else:
                break
        found = schema.get("type")
        if isinstance(found, list):
            kinds = [each for each in found if each != "null"]
            is_nullable = is_nullable or len(kinds) < len(found)
            schema = {**schema, "type": kinds[0] if len(kinds) == 1 else None}
        return schema, is_nullable

    def _kind(self, key: str, schema: Schema, value: Any) -> Kind:
        found = schema.get("type")
        if "const" in schema or schema.get("enum"):
            return "choice"
        if found in SCALARS:
            return _scalar_kind(key, schema, value)
        is_deep = self._depth >= DEEPEST
        if found == "object" and schema.get("properties") and isinstance(value, dict | Missing) and not is_deep:
            return "object"
        is_list = found == "array" and schema.get("items") and isinstance(value, list | Missing)
        return "list" if is_list and not is_deep else "json"

    def _children(self, schema: Schema, kind: Kind, value: Any) -> Sequence[Field]:
        if kind == "list":
            items = value if isinstance(value, list) else []
            return [self._item(schema, held) for held in items]
        if kind != "object":
            return ()
        held = value if isinstance(value, dict) else {}
        needed = schema.get("required") or ()
        return [
            self.field(name, each, held.get(name, MISSING), is_required=name in needed)
            for name, each in _ordered(schema)
        ]

    def _item(self, schema: Schema, value: Any) -> Field:
        return self.field("", schema["items"], value, is_required=True)


def _ordered(schema: Schema) -> Iterable[tuple[str, Schema]]:
    """The properties in the author's order, after those that `x-order` names."""
    properties: Mapping[str, Schema] = schema["properties"]
    first = [name for name in schema.get("x-order") or () if name in properties]
    return {name: properties[name] for name in (*first, *properties)}.items()


def _label(key: str, schema: Schema) -> str:
    """The author's title; one that only repeats the key (as Pydantic makes them) as a sentence."""
    own = key.replace("_", " ")
    title = str(schema.get("title") or own)
    return own.capitalize() if title.lower() == own.lower() else title


def _scalar_kind(key: str, schema: Schema, value: Any) -> Kind:
    """The control of a text, number or truth; JSON where the value at hand is of another type."""
    found: str = schema["type"]
    is_odd = isinstance(value, bool) and found != "boolean"
    if is_odd or not (value is None or isinstance(value, (Missing, *SCALARS[found]))):
        return "json"
    if found == "string":
        return "long" if _is_long(key, schema, value) else "text"
    return cast("Kind", found)


def _is_long(key: str, schema: Schema, value: Any) -> bool:
    if schema.get("format") or schema.get("maxLength", LONG_CHARACTERS + 1) <= LONG_CHARACTERS:
        return False
    return key in LONG_NAMES or (isinstance(value, str) and (len(value) > LONG_CHARACTERS or "\n" in value))


def _choices(schema: Schema, kind: Kind, value: Any) -> Sequence[Choice]:
    if kind != "choice":
        return ()
    values = [schema["const"]] if "const" in schema else schema["enum"]
    chosen = schema.get("const", value)
    return [
        Choice(
            json.dumps(each, ensure_ascii=False), each if isinstance(each, str) else json.dumps(each), each == chosen
        )
        for each in values
    ]
