"""Figures, tables and workbooks of a study."""
