"""Load, plan, write: the only floor with effects."""
