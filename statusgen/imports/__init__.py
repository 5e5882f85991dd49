"""Histories of other status pages: read in their own formats, written as our entries."""
