"""Qualtrics: exports of answers and survey files."""
