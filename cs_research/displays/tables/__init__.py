"""HTML and CSV tables of a study."""
