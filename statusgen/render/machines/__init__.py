"""What programs read besides feeds and the API: calendars, badges, metrics, host files."""
