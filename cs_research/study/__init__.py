"""One study: loaded, checked, with its waves and people's decisions."""
