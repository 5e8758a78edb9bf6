"""Examples of `runtime.pregel`."""


def Pregel() -> None:
    from runtime.channels import EphemeralValue, LastValue
    from runtime.pregel import NodeBuilder, Pregel

    double = NodeBuilder().subscribe_only("number").do(lambda number: number * 2).write_to("doubled")
    tell = NodeBuilder().subscribe_only("doubled").do(lambda number: f"{number} in all").write_to("text")
    graph = Pregel(
        nodes={"double": double, "tell": tell},
        channels={"number": EphemeralValue(int), "doubled": LastValue(int), "text": LastValue(str)},
        input_channels="number",
        output_channels=["doubled", "text"],
    )

    assert graph.invoke(21) == {"doubled": 42, "text": "42 in all"}
