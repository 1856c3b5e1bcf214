"""`python -m recension` is the command `recension`."""

from recension.cli import main

if __name__ == "__main__":
    main(prog_name="recension")
