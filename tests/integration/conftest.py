"""What several files of this tier share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.worker import Worker, working


@pytest.fixture(scope="module")
def worker(django_db_setup: None) -> Iterator[Worker]:
    """A real worker that answers questions about states."""
    with working("ask") as found:
        yield found
