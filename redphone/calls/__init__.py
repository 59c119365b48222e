"""Whose phone rings, until someone answers."""
