"""Displays: figures and tables for people."""
