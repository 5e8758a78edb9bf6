"""Examples of `runtime.store.base`."""

ALSO = {
    "Op": "GetOp",
    "Result": "GetOp",
    "TTLConfig": "PutOp",
    "NamespaceMatchType": "MatchCondition",
    "NamespacePath": "MatchCondition",
    "NotProvided": "NOT_PROVIDED",
    "EmbeddingsFunc": "ensure_embeddings",
    "AEmbeddingsFunc": "ensure_embeddings",
    "Embeddings": "ensure_embeddings",
    "InvalidNamespaceError": "validate_op_namespace",
}


def BaseStore() -> None:
    from runtime.store.base import BaseStore
    from runtime.store.memory import InMemoryStore

    store: BaseStore = InMemoryStore()
    store.put(("a",), "k", {"n": 1})
    item = store.get(("a",), "k")

    assert item is not None
    assert item.value == {"n": 1}
    store.delete(("a",), "k")
    assert store.get(("a",), "k") is None


async def AsyncBatchedBaseStore() -> None:
    import asyncio

    from runtime.store.base import AsyncBatchedBaseStore
    from runtime.store.memory import InMemoryStore

    class Gathering(AsyncBatchedBaseStore):
        """Calls of one moment become one batch."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = InMemoryStore()
            self.batches: list[int] = []

        async def abatch(self, ops):
            ops = list(ops)
            self.batches.append(len(ops))
            return self.inner.batch(ops)

        def batch(self, ops):
            return self.inner.batch(ops)

    store = Gathering()
    await asyncio.gather(*(store.aput(("n",), str(number), {"n": number}) for number in range(3)))

    assert store.batches == [3]


def GetOp() -> None:
    from runtime.store.base import GetOp, Op
    from runtime.store.memory import InMemoryStore

    ops: list[Op] = [GetOp(("a",), "missing")]

    assert InMemoryStore().batch(ops) == [None]


def PutOp() -> None:
    from runtime.store.base import PutOp
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.batch([PutOp(("a",), "k", {"n": 1})])

    assert store.get(("a",), "k").value == {"n": 1}


def SearchOp() -> None:
    from runtime.store.base import SearchOp
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("a",), "k", {"n": 1})

    assert [item.key for item in store.batch([SearchOp(("a",), filter={"n": 1})])[0]] == ["k"]


def ListNamespacesOp() -> None:
    from runtime.store.base import ListNamespacesOp
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("a", "b"), "k", {"n": 1})

    assert store.batch([ListNamespacesOp(max_depth=1)]) == [[("a",)]]


def MatchCondition() -> None:
    from runtime.store.base import ListNamespacesOp, MatchCondition
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("a", "x"), "k", {"n": 1})
    store.put(("b", "x"), "k", {"n": 1})
    starts_with_a = MatchCondition(match_type="prefix", path=("a",))

    assert store.batch([ListNamespacesOp(match_conditions=(starts_with_a,))]) == [[("a", "x")]]


def Item() -> None:
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("a",), "k", {"n": 1})
    item = store.get(("a",), "k")

    assert (item.namespace, item.key, item.value) == (("a",), "k", {"n": 1})
    assert item.created_at <= item.updated_at


def SearchItem() -> None:
    from runtime.store.memory import InMemoryStore

    store = InMemoryStore()
    store.put(("a",), "k", {"n": 1})
    found = store.search(("a",))[0]

    assert (found.key, found.score) == ("k", None)  # a score where an index ranks by meaning


def IndexConfig() -> None:
    from runtime.store.memory import InMemoryStore

    def embed(texts: list[str]) -> list[list[float]]:
        return [[text.count("a"), text.count("b")] for text in texts]

    store = InMemoryStore(index={"dims": 2, "embed": embed, "fields": ["text"]})
    store.put(("notes",), "1", {"text": "aaa"})
    store.put(("notes",), "2", {"text": "bbb"})

    assert store.search(("notes",), query="b")[0].key == "2"


def NOT_PROVIDED() -> None:
    from runtime.store.base import NOT_PROVIDED, NotProvided

    # Told apart from None, which switches a time to live off.
    assert isinstance(NOT_PROVIDED, NotProvided)


def ensure_embeddings() -> None:
    from runtime.store.base import ensure_embeddings

    embeddings = ensure_embeddings(lambda texts: [[float(len(text))] for text in texts])

    assert embeddings.embed_query("four") == [4.0]
    assert embeddings.embed_documents(["a", "bb"]) == [[1.0], [2.0]]


def get_text_at_path() -> None:
    from runtime.store.base import get_text_at_path

    value = {"title": "T", "parts": [{"text": "one"}, {"text": "two"}]}

    assert get_text_at_path(value, "parts[*].text") == ["one", "two"]


def tokenize_path() -> None:
    from runtime.store.base import tokenize_path

    assert tokenize_path("parts[0].text") == ["parts", "[0]", "text"]


def validate_op_namespace() -> None:
    from runtime.store.base import InvalidNamespaceError, PutOp, validate_op_namespace

    try:
        validate_op_namespace(PutOp((), "k", {"n": 1}))
    except InvalidNamespaceError as error:
        told = str(error)

    assert told
