"""A compiled graph's types as JSON schemas."""

from __future__ import annotations

from typing import Any

from runtime.state.json_schema import channels_schema, type_schema
from runtime.state.schema import is_record


class Schemas:
    """The part of a compiled graph that describes what it takes and gives."""

    builder: Any = None
    context_schema: Any
    program: Any
    name: str

    def get_input_jsonschema(self, config: Any = None) -> dict[str, Any]:
        """Return the JSON schema of the input."""
        return self._schema_of("input_schema", f"{self.name}Input", is_update=True)

    def get_output_jsonschema(self, config: Any = None) -> dict[str, Any]:
        """Return the JSON schema of the output."""
        return self._schema_of("output_schema", f"{self.name}Output", is_update=False)

    def get_state_jsonschema(self) -> dict[str, Any]:
        """Return the JSON schema of the whole state."""
        return self._schema_of("state_schema", f"{self.name}State", is_update=False)

    def get_context_jsonschema(self) -> dict[str, Any] | None:
        """Return the JSON schema of the context, or None where the graph takes none."""
        source = self.context_schema
        return type_schema(source, getattr(source, "__name__", "Context")) if source is not None else None

    def _schema_of(self, role: str, title: str, *, is_update: bool) -> dict[str, Any]:
        if self.builder is None:
            keys = self.program.state_keys
            return channels_schema({key: self.program.channels[key] for key in keys}, title, is_update=is_update)
        source = getattr(self.builder, role)
        try:
            if is_record(source):
                return type_schema(source, title)
        except Exception:  # noqa: BLE001 - border: a type Pydantic cannot describe is described channel by channel
            return channels_schema(self.builder.schemas[source].channels, title, is_update=is_update)
        return channels_schema(self.builder.schemas[source].channels, title, is_update=is_update)
