"""Pages of a list, with addresses that keep the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

M = TypeVar("M")
PAGE_SIZE = 50
COUNT_LIMIT = 10_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page: its rows, where it stands, and the query strings of its neighbours (None at the ends)."""

    rows: Sequence[M]
    number: int
    first: int
    last: int
    total: int
    has_more_than_total: bool
    previous_query: str | None
    next_query: str | None

    @property
    def shown_total(self) -> str:
        """`1,204`, or `10,000+` where counting on would be slow."""
        return f"{self.total:,}{'+' if self.has_more_than_total else ''}"


def paginate(request: HttpRequest, queryset: QuerySet[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page named by `?page=`; a number that is no number or out of range gives the nearest page.

    Counting stops at 10,000 rows: beyond that, nobody pages and the count itself would be the cost.
    """
    total = queryset.order_by()[: COUNT_LIMIT + 1].count()
    is_over = total > COUNT_LIMIT
    total = min(total, COUNT_LIMIT)
    last_page = max(1, -(-total // size))
    asked = request.GET.get("page", "1")
    number = min(max(1, int(asked)), last_page) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1  # noqa: PLR2004
    start = (number - 1) * size
    rows = list(queryset[start : start + size])
    return Page(
        rows=rows,
        number=number,
        first=start + 1 if rows else 0,
        last=start + len(rows),
        total=total,
        has_more_than_total=is_over,
        previous_query=_query(request, number - 1) if number > 1 else None,
        next_query=_query(request, number + 1) if number < last_page else None,
    )


def _query(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return query.urlencode()
