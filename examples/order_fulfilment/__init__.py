"""From a paid basket to a parcel: checks side by side, payment as a subgraph, customs, and a carrier that stalls."""
