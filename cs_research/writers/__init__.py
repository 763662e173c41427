"""Definitions in the formats of other programs, with all that a format cannot hold listed."""
