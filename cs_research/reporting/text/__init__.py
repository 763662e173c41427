"""Sentences written from tables."""
