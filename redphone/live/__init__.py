"""Tells open pages that something changed, never what: one line of server-sent events for each page."""
