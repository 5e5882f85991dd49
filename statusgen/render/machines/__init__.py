"""What programs read beside feeds and the API: calendars, badges, metrics, host files."""
