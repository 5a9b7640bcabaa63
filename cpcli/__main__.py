"""The way in. `--version` is answered here, before a command-line library is loaded."""

import sys

from cpcli import __version__


def main() -> None:
    """Run cpcli on the words of the command line and end the process with its exit code."""
    if sys.argv[1:] == ["--version"]:
        print(f"cpcli {__version__}")
        return
    from cpcli.cli.boundary import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
