"""Where runs of the studio keep their checkpoints: the studio's own PostgreSQL, by a small pool a worker process.

The pool looks at a connection that was idle before it lends it, so one that was dropped (a restarted server, a
firewall) is replaced and no run notices; between two supersteps nobody asks.
"""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from runtime.checkpoint.postgres import PostgresSaver
from studio.engine.catalog import ProjectSpec, load

MOST_CONNECTIONS = 4
IDLE_S = 1.0
_lent_at: WeakKeyDictionary[Connection[Any], float] = WeakKeyDictionary()
_pools: dict[str, ConnectionPool[Any]] = {}


def open_saver(database_url: str) -> PostgresSaver:
    """Return a saver on this process's pool; its tables are made or renewed when it is first opened."""
    pool = _pools.get(database_url)
    if pool is not None:
        return PostgresSaver(pool)
    pool = _pools[database_url] = ConnectionPool(
        database_url,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        min_size=1,
        max_size=MOST_CONNECTIONS,
        check=_check_idle,
        open=True,
    )
    saver = PostgresSaver(pool)
    saver.setup()
    return saver


def _check_idle(connection: Connection[Any]) -> None:
    now = time.monotonic()
    if now - _lent_at.get(connection, 0.0) > IDLE_S:
        ConnectionPool.check_connection(connection)
    _lent_at[connection] = now


def close_savers() -> None:
    """Close this process's connections; savers that use them are of no use afterwards."""
    while _pools:
        _pools.popitem()[1].close()


def open_graph(spec: ProjectSpec, name: str, database_url: str) -> Any:
    """Return the author's graph with the studio's saver, unless its author compiled it with one."""
    graph = load(spec, name)
    if graph.checkpointer is None or isinstance(graph.checkpointer, bool):
        return graph.copy({"checkpointer": open_saver(database_url)})
    return graph
