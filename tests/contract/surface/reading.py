"""A package's public surface as text: names, kinds, parameters and defaults, one line for each thing called.

Annotations are left out, and so are object addresses and the package's own name: two packages with the same surface
read the same.
"""

from __future__ import annotations

import enum
import inspect
import re
from types import ModuleType
from typing import Any, TypeVar

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
OWN_NAMES = re.compile(r"\b(langgraph|runtime)\.[\w.]+\.")
ALWAYS = ("__call__", "__iter__", "__aiter__", "__getitem__")


def public_names(module: ModuleType) -> list[str]:
    """Return what a module exports: its `__all__`, or else the public names it defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(listed)
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and not isinstance(value, TypeVar)
    )


def kind_of(value: Any) -> str:
    """Return what sort of thing a name stands for."""
    if not inspect.isclass(value):
        return "function" if inspect.isroutine(value) else "value"
    if issubclass(value, dict) and hasattr(value, "__total__"):
        return "typeddict"
    if issubclass(value, BaseException):
        return "exception"
    if issubclass(value, enum.Enum):
        return "enum"
    return "class"


def _default(value: Any) -> str:
    if inspect.isroutine(value) or inspect.isclass(value):
        return f"<{value.__name__}>"
    if type(value).__repr__ is object.__repr__:
        return "<object>"
    return OWN_NAMES.sub("", ADDRESS.sub("", repr(value)))


def signature_of(func: Any) -> str | None:
    """Return the parameters of something callable, or None where Python cannot tell."""
    try:
        parameters = list(inspect.signature(func).parameters.values())
    except (TypeError, ValueError):
        return None
    parts: list[str] = []
    only_keywords = False
    for parameter in parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            parts.append("**")
        elif parameter.kind is parameter.VAR_POSITIONAL:
            parts.append("*args")
            only_keywords = True
        else:
            if parameter.kind is parameter.KEYWORD_ONLY and not only_keywords:
                parts.append("*")
                only_keywords = True
            has_default = parameter.default is not parameter.empty
            parts.append(f"{parameter.name}={_default(parameter.default)}" if has_default else parameter.name)
    return f"({', '.join(parts)})"


def member_of(value: Any) -> str:
    """Return what one attribute of a class is."""
    bound = value.__func__ if isinstance(value, staticmethod | classmethod) else value
    if isinstance(bound, property):
        return "property"
    if not inspect.isroutine(bound):
        return "attribute"
    waits = inspect.iscoroutinefunction(bound)
    return f"{'async ' if waits else ''}{type(value).__name__ if bound is not value else 'method'}{signature_of(bound)}"


def members_of(cls: type) -> dict[str, str]:
    """Return the public attributes a class defines, itself or in a private base."""
    home = cls.__module__.split(".")[0]
    found: dict[str, str] = {}
    for owner in reversed(cls.__mro__):
        is_own = owner is cls or owner.__name__.startswith("_")
        if not is_own or owner.__module__.split(".")[0] != home:
            continue
        for name, value in vars(owner).items():
            is_public = not name.startswith("_") or (name in ALWAYS and inspect.isroutine(value))
            if is_public and not inspect.ismemberdescriptor(value):
                found[name] = member_of(value)
    return dict(sorted(found.items()))


def line_of(value: Any) -> str:
    """Return what a name stands for, on one line."""
    kind = kind_of(value)
    if kind == "value":
        return f"value {value!r}" if isinstance(value, str | int) else "value"
    if kind == "typeddict":
        return f"typeddict {' '.join(sorted(value.__annotations__))}"
    if kind == "enum":
        return f"enum {' '.join(member.name for member in value)}"
    return f"{kind} {signature_of(value) or ''}".rstrip()


def lookup(value: Any, name: str) -> str | None:
    """Return what attribute `name` of a class is, wherever it inherits it from, or None where it has none."""
    try:
        return member_of(inspect.getattr_static(value, name))
    except AttributeError:
        is_declared = any(name in vars(owner).get("__annotations__", {}) for owner in value.__mro__)
        return "attribute" if is_declared else None
