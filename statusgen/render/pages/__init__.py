"""HTML documents, and the pictures that stand for them elsewhere."""
