"""The page's own words, in its language."""
