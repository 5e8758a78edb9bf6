"""Superstep studio: the site that draws graphs, runs them and debugs them."""
