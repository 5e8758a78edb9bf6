"""How a node is called, and what it may ask of the task it runs in."""
