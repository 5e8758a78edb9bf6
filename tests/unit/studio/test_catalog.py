"""Reading an author's project, without and with importing it."""

import json
from pathlib import Path

import pytest

from studio.engine.catalog import ProjectError, load, read_project


def project(folder: Path, **configuration: object) -> Path:
    (folder / "langgraph.json").write_text(json.dumps(configuration))
    return folder


def test_langgraph_json_names_the_graphs(tmp_path: Path) -> None:
    spec = read_project(project(tmp_path, graphs={"triage": "./triage.py:graph"}, dependencies=["."]))

    assert spec.graphs == {"triage": "./triage.py:graph"}
    assert spec.dependencies == (".",)


def test_a_table_in_pyproject_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.superstep.graphs]\ntriage = "./triage.py:graph"\n')

    assert read_project(tmp_path).graphs == {"triage": "./triage.py:graph"}


def test_a_folder_without_configuration_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="neither a langgraph.json nor"):
        read_project(tmp_path)


def test_json_that_is_broken_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "langgraph.json").write_text("{")

    with pytest.raises(ProjectError, match="langgraph.json cannot be read"):
        read_project(tmp_path)


def test_a_reference_without_a_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="file.py:variable"):
        read_project(project(tmp_path, graphs={"triage": "./triage.py"}))


def test_the_env_file_is_read_and_kept_out_of_the_repr(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# comment\nAPI_KEY='s3cret'\n")

    spec = read_project(project(tmp_path, graphs={"g": "./g.py:graph"}, env=".env"))

    assert spec.env == {"API_KEY": "s3cret"}
    assert "s3cret" not in repr(spec)


def test_an_unknown_graph_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    spec = read_project(project(tmp_path, graphs={"g": "./g.py:graph"}))

    with pytest.raises(ProjectError, match=r"has no graph 'x'; it has \['g'\]"):
        load(spec, "x")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    spec = read_project(project(tmp_path, graphs={"g": "./absent_graph.py:graph"}))

    with pytest.raises(ProjectError, match=r"absent_graph\.py does not exist"):
        load(spec, "g")
