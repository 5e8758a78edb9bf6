"""A JSON schema as form fields: each kind of control, nested ones, and what no control fits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from studio.web.schema_form import Field as FormField
from studio.web.schema_form import form_of
from studio.web.schemas import problems


class Line(BaseModel):
    """One line of an order."""

    article: str = Field(max_length=20)
    count: int = Field(1, ge=1)


class Order(BaseModel):
    """Everything a form may hold."""

    lines: list[Line]
    speed: str | None = None
    gift: bool = False
    colour: Any = None
    tags: list[str] = []


def child(form: FormField, key: str) -> FormField:
    return next(each for each in form.children if each.key == key)


def of(**properties: Any) -> FormField:
    return form_of({"type": "object", "properties": properties})


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 20}, "text"),
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"enum": ["a", "b"]}, "choice"),
        ({"const": 1}, "choice"),
        ({"type": "array", "items": {"type": "string"}}, "list"),
        ({"type": "object", "properties": {"x": {}}}, "object"),
        ({"type": "object"}, "json"),
        ({"type": "array"}, "json"),
        ({"type": "array", "items": {"type": "string"}, "default": None}, "list"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "json"),
        ({}, "json"),
    ],
)
def test_each_schema_has_its_control(schema: dict[str, Any], kind: str) -> None:
    assert child(of(it=schema), "it").kind == kind


def test_a_nullable_field_is_drawn_as_what_it_may_hold() -> None:
    for schema in ({"type": ["integer", "null"]}, {"anyOf": [{"type": "integer"}, {"type": "null"}]}):
        field = child(of(it=schema), "it")
        assert (field.kind, field.is_nullable) == ("integer", True)


def test_models_inside_models_are_groups_of_fields() -> None:
    form = form_of(Order.model_json_schema(), {"lines": [{"article": "tea", "count": 2}]})

    line = child(form, "lines").children[0]
    assert [(each.key, each.kind, each.value) for each in line.children] == [
        ("article", "text", "tea"),
        ("count", "integer", 2),
    ]
    assert child(line, "article").limits == {"maxlength": 20}
    assert child(form, "lines").item is not None


def test_a_field_begins_with_the_value_else_with_the_default() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer", "default": 3}}}

    assert form_of(schema).children[0].shown == "3"
    assert form_of(schema, {"a": 5}).children[0].shown == "5"


def test_a_value_of_another_type_is_shown_as_json_and_not_lost() -> None:
    field = form_of({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": "many"}).children[0]

    assert (field.kind, field.shown) == ("json", '"many"')


def test_only_fields_without_default_are_required() -> None:
    form = form_of(Order.model_json_schema())

    assert [each.key for each in form.children if each.is_required] == ["lines"]


def test_choices_know_which_one_is_chosen() -> None:
    field = child(form_of({"type": "object", "properties": {"a": {"enum": ["x", "y", 1]}}}, {"a": "y"}), "a")

    assert [(each.value, each.word, each.is_chosen) for each in field.choices] == [
        ('"x"', "x", False),
        ('"y"', "y", True),
        ("1", "1", False),
    ]


def test_a_schema_that_contains_itself_ends_in_json() -> None:
    tree = {
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}}},
    }
    field, depth = form_of(tree), 0
    while field.children:
        field, depth = field.children[0], depth + 1

    assert field.kind == "json"
    assert depth < 10


def test_the_authors_order_and_words_are_kept() -> None:
    form = form_of(
        {
            "type": "object",
            "properties": {"b": {"type": "string"}, "first_name": {"title": "First Name", "type": "string"}},
            "x-order": ["first_name", "b"],
        }
    )

    assert [each.label for each in form.children] == ["First name", "B"]


def test_what_does_not_fit_is_told_by_its_path() -> None:
    errors = problems(Order.model_json_schema(), {"lines": [{"article": "tea", "count": 0}], "gift": "yes"})

    assert {each["path"] for each in errors} == {"lines/0/count", "gift"}


SCHEMAS = st.recursive(
    st.sampled_from([{"type": "string"}, {"type": "integer"}, {"enum": [1, None]}, {}, {"type": ["string", "null"]}]),
    lambda inner: st.one_of(
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(lambda held: {"type": "object", "properties": held}, st.dictionaries(st.text(max_size=3), inner)),
        st.builds(lambda one: {"anyOf": [one, {"type": "null"}]}, inner),
    ),
    max_leaves=8,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(SCHEMAS, VALUES)
def test_every_schema_with_every_value_has_a_form(schema: dict[str, Any], value: Any) -> None:
    def walk(field: FormField) -> None:
        assert isinstance(field.shown, str)
        for each in field.children:
            walk(each)

    walk(form_of(schema, value))
