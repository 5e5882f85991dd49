"""Values to bytes: documents, feeds, badges and the furniture of a site."""
