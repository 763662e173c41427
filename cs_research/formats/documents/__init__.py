"""Questionnaires and codebooks as web pages and Word documents."""
