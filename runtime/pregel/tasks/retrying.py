"""Whether a failed attempt is followed by another, and when. The random number comes in as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtime.types import RetryPolicy


def is_retried(policy: RetryPolicy, error: Exception) -> bool:
    """Whether the policy covers this error."""
    wanted = policy.retry_on
    if isinstance(wanted, type):
        return isinstance(error, wanted)
    if callable(wanted):
        return wanted(error)
    return isinstance(error, tuple(wanted))


def delay_seconds(policies: Sequence[RetryPolicy], error: BaseException, attempt: int, random: float) -> float | None:
    """Return the seconds to wait before attempt number `attempt + 1`, or None when there is to be none.

    `random` is uniform in [0, 1); with jitter it adds up to one second.
    """
    if not isinstance(error, Exception):
        return None
    policy = next((policy for policy in policies if is_retried(policy, error)), None)
    if policy is None or attempt >= policy.max_attempts:
        return None
    interval = min(policy.max_interval, policy.initial_interval * policy.backoff_factor ** (attempt - 1))
    return interval + random if policy.jitter else interval
