"""`python -m recension` is the command `recension`.

Who asks for the version alone gets it before the command line is loaded: scripts do it often.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The command."""
    if sys.argv[1:] == ["--version"]:
        from recension import __version__

        print(f"recension, version {__version__}")
        return
    from recension.cli import main as command

    command(prog_name="recension")


if __name__ == "__main__":
    main()
