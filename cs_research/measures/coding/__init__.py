"""Codings: frequencies and agreement between coders."""
