"""Examples of `runtime.channels`."""


def AnyValue() -> None:
    from runtime.channels import AnyValue

    channel = AnyValue(int)
    channel.update([3, 3])  # all writers agree, so any of them is right

    assert channel.get() == 3


def BaseChannel() -> None:
    from runtime.channels import BaseChannel, LastValue

    channel: BaseChannel[int, int, int] = LastValue(int)
    channel.update([1])
    restored = LastValue(int).from_checkpoint(channel.checkpoint())

    assert restored.get() == 1


def BinaryOperatorAggregate() -> None:
    import operator

    from runtime.channels import BinaryOperatorAggregate

    channel = BinaryOperatorAggregate(int, operator.add)
    channel.update([1, 2])
    channel.update([3])

    assert channel.get() == 6


def EphemeralValue() -> None:
    from runtime.channels import EphemeralValue

    channel = EphemeralValue(str)
    channel.update(["now"])
    assert channel.get() == "now"

    channel.update([])  # a superstep without a write
    assert not channel.is_available()


def LastValue() -> None:
    from runtime.channels import LastValue

    channel = LastValue(str)
    channel.update(["a"])
    channel.update(["b"])

    assert channel.get() == "b"


def LastValueAfterFinish() -> None:
    from runtime.channels import LastValueAfterFinish

    channel = LastValueAfterFinish(str)
    channel.update(["late"])
    assert not channel.is_available()

    channel.finish()  # the graph has nothing else to do
    assert channel.get() == "late"


def NamedBarrierValue() -> None:
    from runtime.channels import NamedBarrierValue

    channel = NamedBarrierValue(str, {"left", "right"})
    channel.update(["left"])
    assert not channel.is_available()

    channel.update(["right"])
    assert channel.is_available()


def NamedBarrierValueAfterFinish() -> None:
    from runtime.channels import NamedBarrierValueAfterFinish

    channel = NamedBarrierValueAfterFinish(str, {"left", "right"})
    channel.update(["left", "right"])
    assert not channel.is_available()

    channel.finish()
    assert channel.is_available()


def Topic() -> None:
    from runtime.channels import Topic

    channel = Topic(int, accumulate=True)
    channel.update([1, [2, 3]])
    channel.update([4])

    assert list(channel.get()) == [1, 2, 3, 4]


def UntrackedValue() -> None:
    from runtime.channels import UntrackedValue

    channel = UntrackedValue(object)
    channel.update(["an open connection"])

    assert channel.get() == "an open connection"
    assert not UntrackedValue(object).from_checkpoint(channel.checkpoint()).is_available()
