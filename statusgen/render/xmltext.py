"""Texts in XML. No control character needs an escape: there is none in what a site says."""

from __future__ import annotations


def xml_text(text: str) -> str:
    """A text as it stands between tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def xml_attribute(text: str) -> str:
    """A text as it stands in an attribute, between double quotes."""
    return xml_text(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
