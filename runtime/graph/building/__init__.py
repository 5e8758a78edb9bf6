"""From what an author adds to what the core runs: nodes, edges and branches, checked and assembled."""
