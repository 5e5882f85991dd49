"""A static site generator for public incident updates."""

__version__ = "0.1.0"
