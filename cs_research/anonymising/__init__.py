"""Copies of sources and codings in which names, places, services, numbers and addresses are pseudonyms."""
