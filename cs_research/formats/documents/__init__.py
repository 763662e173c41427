"""Questionnaires and codebooks for people."""
