"""Nothing that users meet is left out of the documentation, and nothing is told there that is no more."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import runtime
from runtime.errors import ErrorCode
from studio.cli.main import parser
from studio.live.consumer import Close
from studio.routing import websocket_urlpatterns
from studio.runs.models import Status
from studio.web.errors import StudioError
from tests.contract.surface.table import read_table

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
READ_SETTING = re.compile(r'env\.read_\w+\(\s*"([A-Z_]+)"')
READ_VARIABLE = re.compile(r'environ(?:\.get\(|\.setdefault\(|\[)"([A-Z_]+)"|\$\{([A-Z_]+):-|_VARIABLE = "([A-Z_]+)"')
# Other people's, and what one of our programs tells another.
NOT_OURS = {"PYTHONPATH", "SUPERSTEP_VAR"}
KEY = re.compile(r"\bkey: '([^']+)'")
SHOWN_KEYS = {"Ctrl+k": "K", "Alt+ArrowLeft": "←", "Alt+ArrowRight": "→"}


def text(page: str) -> str:
    return (REFERENCE / page).read_text(encoding="utf-8")


def headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ `([^`]+)`", text(page), re.MULTILINE))


def sources(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob(pattern)))


def bare(address: str) -> str:
    """An address without the names and kinds of its parts, and without a query."""
    return re.sub(r"<[^>]*>", "<>", address.partition("?")[0])


def routes(found: URLResolver, above: str = "/") -> set[str]:
    """Every address below a resolver."""
    made: set[str] = set()
    for each in found.url_patterns:
        here = f"{above}{each.pattern}"
        made |= {bare(here)} if isinstance(each, URLPattern) else routes(each, here)
    return made


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(found.choices)


def test_every_address_is_told_and_every_address_told_is_there() -> None:
    told = {bare(found) for found in re.findall(r"`(?:[A-Z]+ )?(/[^`]*)`", text("urls.md"))}
    sockets = {bare(f"/{route.pattern}") for route in websocket_urlpatterns}
    assert told == routes(get_resolver()).difference({"/^static/"}) | sockets


def test_every_close_code_of_a_socket_is_told() -> None:
    told = {
        code for row in re.findall(r"^\| ([^|`]*)", text("urls.md"), re.MULTILINE) for code in re.findall(r"\d+", row)
    }
    assert [code for code in Close if code >= 4000 and str(int(code)) not in told] == []


def test_every_refusal_is_told_with_its_status() -> None:
    told = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", text("urls.md"), re.MULTILINE)
    assert {(int(status), code) for status, code in told} == {
        (kind.status, kind.code) for kind in StudioError.__subclasses__()
    }


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_is_told(name: str) -> None:
    sections = re.split(r"^## ", text("cli.md"), flags=re.MULTILINE)
    section = next((each for each in sections if re.match(rf"`superstep {name}\b", each)), "")
    options = {option for action in commands()[name]._actions for option in action.option_strings} - {"-h", "--help"}
    assert section
    assert [option for option in sorted(options) if f"`{option}" not in section] == []


def test_every_error_code_has_a_page() -> None:
    pages = {path.stem for path in (REFERENCE / "errors").glob("*.md")} - {"README"}
    assert pages == {code.value for code in ErrorCode}


def test_every_variable_of_the_environment_has_a_heading_and_every_heading_a_reader() -> None:
    read = set(READ_SETTING.findall((ROOT / "studio" / "settings.py").read_text(encoding="utf-8")))
    elsewhere = READ_VARIABLE.findall(
        "\n".join([sources("runtime", "*.py"), sources("studio", "*.py"), sources("scripts", "*")])
    )
    names = {name.removesuffix("_FILE") for found in elsewhere for name in found if name}
    assert headings("settings.md") == read | names - NOT_OURS


def test_every_event_kind_the_journal_writes_has_a_heading() -> None:
    families = "run|attempt|superstep|task|checkpoint|custom|interrupt|state"
    source = sources("studio", "*.py")
    # News is told to pages and never journalled.
    news = set(re.findall(r'\btell\(\s*"([a-z_.]+)"', source))
    written = set(re.findall(rf'"((?:{families})\.[a-z_]+(?:ed|created))"', source)) - news
    assert written
    assert sorted(written - headings("event-kinds.md")) == []
    assert [kind for kind in sorted(news) if f"`{kind}`" not in text("event-kinds.md")] == []


def test_every_status_of_a_run_is_in_the_glossary() -> None:
    assert [status for status in Status.values if f"`{status}`" not in text("glossary.md")] == []


def test_every_key_of_the_pages_is_told() -> None:
    keys = set(KEY.findall(sources("static/js", "*.js")))
    assert len(keys) > 10
    assert [key for key in sorted(keys) if f"`{SHOWN_KEYS.get(key, key)}`" not in text("keys.md")] == []


def test_every_public_name_of_the_engine_has_a_heading() -> None:
    pages = [path.name for path in (REFERENCE / "engine").glob("*.md")]
    told = {heading.partition("(")[0] for page in pages for heading in headings(f"engine/{page}")}
    promised = {name for section in read_table().values() for name in section if "." not in name}
    own = {name for module in ("compat", "testing") for name in import_module(f"runtime.{module}").__all__}
    assert sorted((promised | own | set(runtime.__all__)) - told) == []
