"""Values to bytes: documents, feeds, the API, and what other programs read."""
