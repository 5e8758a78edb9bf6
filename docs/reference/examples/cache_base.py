"""Examples of `runtime.cache.base`."""

ALSO = {"FullKey": "BaseCache", "Namespace": "BaseCache", "ValueT": "BaseCache"}


def BaseCache() -> None:
    from runtime.cache.base import BaseCache, FullKey
    from runtime.cache.memory import InMemoryCache

    cache: BaseCache[int] = InMemoryCache()
    key: FullKey = (("squares",), "3")
    cache.set({key: (9, None)})  # None: kept until it is cleared

    assert cache.get([key]) == {key: 9}
    cache.clear([("squares",)])
    assert cache.get([key]) == {}
