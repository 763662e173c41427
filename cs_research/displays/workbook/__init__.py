"""The accessible workbook of all tables."""
