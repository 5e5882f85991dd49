"""Text in, values out: front matter, Markdown, entries, the page, and the checks across them."""
