"""Histories kept for cState."""
