"""Evidence from sources, and the gap between confidence and evidence."""
