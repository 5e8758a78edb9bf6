"""Guests of the engine: each optional, each imported only when a program uses it."""
