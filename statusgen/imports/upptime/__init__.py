"""Histories kept by Upptime."""
