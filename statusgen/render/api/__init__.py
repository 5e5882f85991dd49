"""The public JSON API, as Atlassian Statuspage has it."""
