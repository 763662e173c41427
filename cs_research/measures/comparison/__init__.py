"""Comparisons of groups, waves, pairs and options."""
