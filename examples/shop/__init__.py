"""Fernhill, the small outdoor shop behind the examples: customers, products, orders and tickets as CSV files."""
