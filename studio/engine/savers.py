"""Where runs of the studio keep their checkpoints: the studio's own PostgreSQL, one connection per worker process."""

from __future__ import annotations

from typing import Any, cast

import psycopg
from psycopg.rows import dict_row

from runtime.checkpoint.postgres import PostgresSaver
from studio.engine.catalog import ProjectSpec, load

_connections: dict[str, Any] = {}


def open_saver(database_url: str) -> PostgresSaver:
    """Return a saver on this process's connection; its tables are made or renewed when it is first opened."""
    connection = _connections.get(database_url)
    if connection is not None and not connection.closed:
        return PostgresSaver(connection)
    rows: Any = dict_row
    connection = cast("Any", psycopg.connect(database_url, autocommit=True, prepare_threshold=0, row_factory=rows))
    _connections[database_url] = connection
    saver = PostgresSaver(connection)
    saver.setup()
    return saver


def close_savers() -> None:
    """Close this process's connections; savers that use them are of no use afterwards."""
    while _connections:
        _connections.popitem()[1].close()


def open_graph(spec: ProjectSpec, name: str, database_url: str) -> Any:
    """Return the author's graph with the studio's saver, unless its author compiled it with one."""
    graph = load(spec, name)
    if graph.checkpointer is None or isinstance(graph.checkpointer, bool):
        return graph.copy({"checkpointer": open_saver(database_url)})
    return graph
