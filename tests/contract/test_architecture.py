"""What the import contracts of pyproject.toml cannot see: imports for types, the browser's modules, dependencies."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAY_KNOW_THE_ENGINE = ("engine", "cli")
# A module imports from its own floor and from those after it.
FLOORS = ("app", "elements", "model", "core")
SCRIPT_IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'", re.MULTILINE)


def imported(source: Path) -> set[str]:
    """Every module a file imports, wherever in it, for whatever reason."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def floor(script: Path) -> str:
    return script.relative_to(ROOT / "static" / "js").parts[0].removesuffix(".js")


def test_not_even_for_types_does_the_site_import_the_engine_past_the_door():
    sources = [
        path for path in (ROOT / "studio").rglob("*.py") if path.parts[len(ROOT.parts) + 1] not in MAY_KNOW_THE_ENGINE
    ]
    assert [
        str(path.relative_to(ROOT))
        for path in sources
        if any(name.partition(".")[0] == "runtime" for name in imported(path))
    ] == []


def test_the_browsers_modules_import_downwards_only():
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    arrows = [
        (script, (script.parent / (found[0] or found[1])).resolve())
        for script in scripts
        for found in SCRIPT_IMPORT.findall(script.read_text(encoding="utf-8"))
    ]
    assert len(arrows) > len(scripts)
    assert [
        f"{script.name} -> {target.name}"
        for script, target in arrows
        if FLOORS.index(floor(target)) < FLOORS.index(floor(script))
    ] == []


def test_every_module_of_the_browser_has_a_floor():
    assert {floor(script) for script in (ROOT / "static" / "js").rglob("*.js")} == set(FLOORS)


def test_every_dependency_is_bounded_above_and_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE))
    names = {each: re.split(r"[\[<>=!~ ]", each)[0].lower().replace("_", "-") for each in wanted}
    assert [each for each in wanted if "<" not in each] == []
    assert sorted(set(names.values()) - {name.lower().replace("_", "-") for name in pinned}) == []


def test_every_dependency_of_the_site_is_used():
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    source = "\n".join(
        path.read_text(encoding="utf-8") for folder in ("runtime", "studio") for path in (ROOT / folder).rglob("*.py")
    )
    modules = {re.split(r"[\[<>=]", each)[0].replace("-", "_") for each in dependencies}
    assert sorted(name for name in modules if not re.search(rf"\b(?:import|from) {name}\b|[\"']{name}\b", source)) == []
