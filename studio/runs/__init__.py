"""Threads, runs, attempts and their journal."""
