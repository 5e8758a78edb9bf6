"""Decisions on interrupts."""
