"""Sanctions lists: how each one's files are read into entries, and the store that keeps their versions."""
