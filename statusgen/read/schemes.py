"""Where a link may lead."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
