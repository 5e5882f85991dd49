"""Values in, findings out: the checks across entries, and of what their texts link to."""
