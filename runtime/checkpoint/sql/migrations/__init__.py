"""Tables, one numbered file for each change, in a folder for each dialect.

The layout is the one LangGraph's PostgreSQL saver had arrived at after its migration 9, and the numbers go on from
there: its databases are used as they stand.
"""

from __future__ import annotations

from importlib.resources import files


def migrations_after(dialect: str, applied: int) -> list[tuple[int, list[str]]]:
    """Returns the migrations with a number above `applied`, in order, each as its statements.

    A statement ends with a semicolon at the end of a line.
    """
    folder = files(__name__) / dialect
    named = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [
        (number, [statement.strip() for statement in (folder / name).read_text().split(";\n") if statement.strip()])
        for name in named
        if (number := int(name.split("_", 1)[0])) > applied
    ]
