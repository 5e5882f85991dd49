"""Histories that a feed holds."""
