"""Emergencies and situations of shared concern, and the mode each is in."""
