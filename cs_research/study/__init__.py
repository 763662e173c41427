"""One study: loaded, checked, with its waves and reviewers' decisions."""
