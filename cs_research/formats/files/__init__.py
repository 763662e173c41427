"""Low-level reading and writing of files: delimited text, workbooks, archives, XML and Word."""
