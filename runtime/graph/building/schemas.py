"""A compiled graph's types: as models, and as JSON schemas.

The models are Pydantic's, which is imported when the first one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from typing_extensions import is_typeddict

from runtime.channels.context import Context
from runtime.config import RunnableConfig
from runtime.state.json_schema import channels_schema, type_schema
from runtime.state.schema import is_pydantic_model, is_record
from runtime.warnings import kept_for_old_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _model(source: Any, title: str) -> Any:
    from pydantic import RootModel, create_model  # noqa: PLC0415 - reason: only who asks for a model pays for the import

    return source if is_pydantic_model(source) else create_model(title, __base__=RootModel[source])


def _record(fields: dict[str, Any], title: str) -> Any:
    from pydantic import create_model  # noqa: PLC0415 - reason: only who asks for a model pays for the import

    typed: dict[str, Any] = {name: (hint or Any, None) for name, hint in fields.items()}
    return create_model(title, **typed)


class Schemas:
    """The part of a compiled graph that describes what it takes and gives."""

    program: Any
    name: str
    context_schema: Any
    builder: Any = None
    get_name: Callable[[str], str]

    @property
    def InputType(self) -> Any:
        """The type of the input, where it goes into one channel."""
        keys = self.program.input_channels
        return self.program.channels[keys].UpdateType if isinstance(keys, str) else None

    @property
    def OutputType(self) -> Any:
        """The type of the output, where it is read from one channel."""
        keys = self.program.output_channels
        return self.program.channels[keys].ValueType if isinstance(keys, str) else None

    def get_input_schema(self, config: Any = None) -> Any:
        """Return a Pydantic model of the input."""
        keys = self.program.input_channels
        if isinstance(keys, str):
            return _model(self.InputType, self.get_name("Input"))
        return _record({key: self.program.channels[key].UpdateType for key in keys}, self.get_name("Input"))

    def get_output_schema(self, config: Any = None) -> Any:
        """Return a Pydantic model of the output."""
        keys = self.program.output_channels
        if isinstance(keys, str):
            return _model(self.OutputType, self.get_name("Output"))
        return _record({key: self.program.channels[key].ValueType for key in keys}, self.get_name("Output"))

    def config_schema(self, *, include: Sequence[str] | None = None) -> Any:
        """Return a Pydantic model of the config: the context as `configurable`, and the keys `include` names."""
        kept_for_old_programs("`config_schema`", "`get_context_jsonschema`")
        return self._config_model(include)

    def _config_model(self, include: Sequence[str] | None) -> Any:
        hints = get_type_hints(RunnableConfig)
        fields = {key: hints[key] for key in include or () if key != "configurable"}
        if self.context_schema is not None:
            fields = {"configurable": self.context_schema, **fields}
        return _record(fields, self.get_name("Config"))

    def get_config_jsonschema(self, *, include: Sequence[str] | None = None) -> dict[str, Any]:
        """Return the JSON schema of the config."""
        kept_for_old_programs("`get_config_jsonschema`", "`get_context_jsonschema`")
        return self._config_model(include).model_json_schema()

    def get_input_jsonschema(self, config: Any = None) -> dict[str, Any]:
        """Return the JSON schema of the input."""
        return self._schema_of("input_schema", self.program.input_channels, self.get_name("Input"), is_update=True)

    def get_output_jsonschema(self, config: Any = None) -> dict[str, Any]:
        """Return the JSON schema of the output."""
        return self._schema_of("output_schema", self.program.output_channels, self.get_name("Output"), is_update=False)

    def get_state_jsonschema(self) -> dict[str, Any]:
        """Return the JSON schema of the whole state."""
        return self._schema_of("state_schema", self.program.stream_channels, self.get_name("State"), is_update=False)

    def get_context_jsonschema(self) -> dict[str, Any] | None:
        """Return the JSON schema of the context, or None where the graph takes none."""
        source = self.context_schema
        return type_schema(source, getattr(source, "__name__", "Context")) if source is not None else None

    def _schema_of(self, role: str, keys: Any, title: str, *, is_update: bool) -> dict[str, Any]:
        if self.builder is None:
            channels = self.program.channels
            if isinstance(keys, str):
                return type_schema(channels[keys].UpdateType if is_update else channels[keys].ValueType, title)
            return channels_schema({key: channels[key] for key in keys}, title, is_update=is_update)
        source = getattr(self.builder, role)
        has_resources = any(isinstance(channel, Context) for channel in self.builder.schemas[source].channels.values())
        try:
            if is_record(source) and not has_resources:
                named = is_typeddict(source) or is_pydantic_model(source)
                return type_schema(source, source.__name__ if named else title)
        except Exception:  # noqa: BLE001 - border: a type Pydantic cannot describe is described channel by channel
            return channels_schema(self.builder.schemas[source].channels, title, is_update=is_update)
        return channels_schema(self.builder.schemas[source].channels, title, is_update=is_update)
