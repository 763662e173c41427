"""Counts of answers by item, group and point."""
