"""``python -m cs_research`` is the command ``cs-research``."""

from cs_research.cli import main

if __name__ == "__main__":
    main()
