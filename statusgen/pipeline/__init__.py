"""Load, plan, write: the only floor that touches the disk."""
