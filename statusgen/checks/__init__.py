"""Values in, findings out: what holds between entries, and what their texts link to."""
