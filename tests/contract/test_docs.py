"""The documentation is true where a machine can tell: links lead somewhere, code runs, nothing is left out."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from runtime.errors import ErrorCode

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# told to pages, never journalled
NEWS = {"run.changed"}
SETTING = re.compile(r'env\.read_\w+\(\s*"([A-Z_]+)"')


def headings(page: str) -> set[str]:
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    return set(re.findall(r"^#+ `([^`]+)`", text, re.MULTILINE))


def blocks(kind: str) -> list[tuple[str, str]]:
    found = [(page, BLOCK.findall(page.read_text(encoding="utf-8"))) for page in PAGES]
    return [
        (f"{page.name}-{place}", code)
        for page, all_ in found
        for place, (name, code) in enumerate(all_)
        if name == kind
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("name", "code"), [pytest.param(*block, id=block[0]) for block in blocks("python")])
def test_every_python_block_can_be_compiled(name, code):
    # An example of an async name awaits as in a notebook.
    assert compile(code, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize(("name", "code"), [pytest.param(*block, id=block[0]) for block in blocks("json")])
def test_every_json_block_is_json(name, code):
    assert json.loads(code)


@pytest.mark.parametrize(("name", "code"), [pytest.param(*block, id=block[0]) for block in blocks("toml")])
def test_every_toml_block_is_toml(name, code):
    assert tomllib.loads(code)


def test_the_graph_in_the_how_to_runs():
    code = next(code for name, code in blocks("python") if name.startswith("bring-your-own-project"))
    names: dict = {"__name__": "how_to"}
    exec(compile(code, "how_to", "exec"), names)  # noqa: S102 - our own page, read from this repository
    assert names["graph"].invoke({"name": "you"})["text"] == "Hello, you!"


def test_every_error_code_has_a_page():
    pages = {path.stem for path in (ROOT / "docs" / "reference" / "errors").glob("*.md")} - {"README"}
    assert pages == {code.value for code in ErrorCode}


def test_every_setting_has_a_heading_and_every_heading_a_setting():
    settings = SETTING.findall((ROOT / "studio" / "settings.py").read_text(encoding="utf-8"))
    assert headings("settings.md") == set(settings)


def test_every_event_kind_the_journal_writes_has_a_heading():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "studio").rglob("*.py"))
    families = "run|attempt|superstep|task|checkpoint|custom|interrupt|state"
    written = set(re.findall(rf'"((?:{families})\.[a-z_]+(?:ed|created))"', source))
    assert written
    assert written - NEWS <= headings("event-kinds.md")
