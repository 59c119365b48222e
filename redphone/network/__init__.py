"""Parties, seats, keys, chair and substitutes: who may speak, for whom."""
