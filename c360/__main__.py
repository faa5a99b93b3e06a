"""`python -m c360`."""

from c360.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
