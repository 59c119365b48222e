"""Look: the base page, components, styles and small scripts that every room's pages are set in."""
