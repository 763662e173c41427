"""The pages of a report, one module a page."""
