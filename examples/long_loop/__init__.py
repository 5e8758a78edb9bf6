"""A shortest round trip through European cities, found by simulated annealing: one superstep per temperature."""
