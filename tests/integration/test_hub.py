"""The one reader of live news a web process has, on a real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from django.conf import settings
from redis.asyncio import Redis

from studio.live import hub as module
from studio.live.hub import Hub, SeatLost


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    found = Hub(settings.REDIS_URL)
    yield found
    await found.close()


@pytest.fixture
async def redis() -> AsyncIterator[Redis]:
    found = Redis.from_url(settings.REDIS_URL)
    yield found
    await found.aclose()


async def test_what_is_published_after_join_lies_in_the_seat(hub: Hub, redis: Redis) -> None:
    seat = await hub.join("live:a", "live:b")
    await redis.publish("live:b", "two")
    await redis.publish("live:a", "one")

    seen = await seat.take(5)
    seen += await seat.take(0.2)
    assert seen == [("live:b", "two"), ("live:a", "one")]


async def test_silence_gives_nothing(hub: Hub) -> None:
    seat = await hub.join("live:a")
    assert await seat.take(0.01) == []


async def test_who_does_not_keep_up_loses_his_seat_and_nobody_else_does(
    hub: Hub, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEAT_FRAMES", 10)
    slow, quick = await hub.join("live:a"), await hub.join("live:a")
    seen = 0
    for number in range(30):
        await redis.publish("live:a", str(number))
        seen += len(await quick.take(5))

    assert seen == 30
    with pytest.raises(SeatLost):
        await slow.take(5)


async def test_a_broken_connection_costs_every_seat_and_heals(hub: Hub, redis: Redis) -> None:
    seat = await hub.join("live:a")
    await redis.execute_command("CLIENT KILL TYPE pubsub")
    with pytest.raises(SeatLost):
        await seat.take(5)
    await hub.leave(seat)

    again = await hub.join("live:a")
    await redis.publish("live:a", "back")
    assert await again.take(5) == [("live:a", "back")]


async def test_the_last_who_leaves_ends_the_subscription(hub: Hub, redis: Redis) -> None:
    first, second = await hub.join("live:a"), await hub.join("live:a")
    await hub.leave(first)
    assert await redis.publish("live:a", "heard") == 1
    await hub.leave(second)
    for _ in range(500):
        if not await redis.publish("live:a", "unheard"):
            return
        await asyncio.sleep(0.01)
    pytest.fail("still subscribed")


async def test_without_a_server_there_is_no_seat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONFIRM_WITHIN_S", 0.3)
    hub = Hub(f"unix://{tmp_path}/none.sock")
    with pytest.raises(SeatLost):
        await hub.join("live:a")
    await hub.close()
