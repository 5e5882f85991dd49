"""A history brought into a site: normalized, merged, and accounted for."""
