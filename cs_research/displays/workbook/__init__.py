"""The workbook of all tables."""
