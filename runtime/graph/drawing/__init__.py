"""A graph as something to look at: nodes and edges, Mermaid, JSON."""
