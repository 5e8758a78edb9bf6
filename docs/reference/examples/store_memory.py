"""Examples of `runtime.store.memory`."""


def InMemoryStore() -> None:
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("people", "ada"), "drink", {"likes": "tea"})
    found = store.search(("people",), filter={"likes": "tea"})

    assert [(item.namespace, item.key) for item in found] == [(("people", "ada"), "drink")]
