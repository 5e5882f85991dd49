"""Histories of other status pages: read in their own form, written as entries of ours."""
