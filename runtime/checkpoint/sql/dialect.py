"""What PostgreSQL and SQLite say differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Dialect:
    """Fragments of SQL that depend on the database.

    Texts are written with `?` for a parameter. `json` is a parameter holding JSON; `versions` selects the
    (channel, version) pairs of a JSON parameter that maps channels to versions; `texts` the elements of a JSON list;
    `all_versions` those of a checkpoint, from columns `own` and `shared` (see `shared.py`) of a row `h`; `run_id` reads
    the run of a row of checkpoints; `by_bytes` after a column has it sorted as Python sorts text, which a database with
    a language of its own does not; `lock` serialises migrations, where the database does not.
    """

    name: str
    placeholder: str
    json: str
    versions: str
    texts: str
    all_versions: str
    run_id: str
    by_bytes: str
    lock: str | None

    def contains(self, wanted: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Returns a condition on `metadata`, and its parameters."""
        if self.name == "postgres":
            return "metadata @> ?::jsonb", [msgspec.json.encode(dict(wanted)).decode()]
        terms: list[str] = []
        parameters: list[Any] = []
        for key, value in wanted.items():
            # Compared as JSON on both sides, so that 1, true and "1" stay apart; a missing key equals nothing.
            terms.append("(metadata -> ?) = json(?)")
            parameters += [f'$."{key}"', msgspec.json.encode(value).decode()]
        return " AND ".join(terms), parameters


POSTGRES = Dialect(
    name="postgres",
    placeholder="%s",
    json="?::jsonb",
    versions="SELECT key, value FROM jsonb_each_text(?::jsonb)",
    texts="SELECT value FROM jsonb_array_elements_text(?::jsonb)",
    all_versions="jsonb_each_text("
    "coalesce(convert_from(h.shared, 'UTF8')::jsonb -> 'channel_versions', '{}') || h.own)",
    run_id="metadata ->> 'run_id'",
    by_bytes=' COLLATE "C"',
    lock="SELECT pg_advisory_xact_lock(7270414113)",
)
SQLITE = Dialect(
    name="sqlite",
    placeholder="?",
    json="?",
    versions="SELECT key, CAST(value AS TEXT) FROM json_each(?)",
    texts="SELECT value FROM json_each(?)",
    all_versions="json_each(json_patch(coalesce(CAST(h.shared AS TEXT) -> 'channel_versions', '{}'), h.own))",
    run_id="metadata ->> '$.run_id'",
    by_bytes="",
    lock=None,
)
