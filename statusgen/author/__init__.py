"""What people write with: new entries, and updates put into files."""
