"""What holds for every test run: CI never writes goldens, and no test depends on how the machine is set up."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    asked = [name for name in ("--force-regen", "--regen-all") if config.getoption(name, default=False)]
    if asked and os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise pytest.UsageError(f"{' and '.join(asked)} would write the goldens that CI is there to compare with; "
                                "run 'make goldens' on your own machine and read the diff")
