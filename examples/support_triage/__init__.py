"""Triage of the shop's support tickets, with a person's approval before larger refunds."""
