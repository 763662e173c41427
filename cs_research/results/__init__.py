"""Every named table of a study, with its schema."""
