"""Weights that bring respondents to the margins of a register, and what they cost."""
