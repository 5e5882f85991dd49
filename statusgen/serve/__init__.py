"""Watch, rebuild, reload: the site in memory, while somebody writes."""
