"""Shares of respondents, with their intervals and rounding."""
