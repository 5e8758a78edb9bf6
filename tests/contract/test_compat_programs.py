"""Programs written for LangGraph run unchanged on this engine, and print what they print on LangGraph."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.py"))
RUNNER = """
import contextlib, io, json, runpy, sys, traceback, warnings
warnings.simplefilter("ignore")
folder, is_compat, *names = sys.argv[1:]
if is_compat == "yes":
    import runtime.compat
    runtime.compat.install()
told = {}
for name in names:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(f"{folder}/{name}.py", run_name="__main__")
        except Exception:
            print(traceback.format_exc())
    told[name] = out.getvalue()
loaded = [module for name, module in sys.modules.items() if f"{name}.".startswith("langgraph.")]
places = [str(getattr(module, "__file__", "")) for module in loaded]
print(json.dumps({"told": told, "is_theirs": any("site-packages" in place for place in places)}))
"""


def told(is_compat: str) -> dict[str, object]:
    """Return what each program prints, and whether LangGraph itself was loaded."""
    argv = [sys.executable, "-c", RUNNER, str(PROGRAMS), is_compat, *NAMES]
    return json.loads(subprocess.run(argv, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


@pytest.fixture(scope="module")
def ours() -> dict[str, object]:
    return told("yes")


@pytest.fixture(scope="module")
def theirs() -> dict[str, object]:
    return told("no")


@pytest.mark.parametrize("name", NAMES)
def test_a_program_prints_the_same_on_both_engines(name: str, ours: dict, theirs: dict) -> None:
    assert ours["told"][name] == theirs["told"][name]
    assert "Traceback" not in theirs["told"][name]


def test_the_langgraph_package_is_not_loaded(ours: dict, theirs: dict) -> None:
    assert (ours["is_theirs"], theirs["is_theirs"]) == (False, True)
