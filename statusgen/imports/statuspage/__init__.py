"""Histories of Statuspage, and of what speaks its API."""
