"""What a test needs of the machine."""

import os

import pytest


def missing(what):
    """Skip, and say why; where CI=true nothing may be skipped, so there it is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}; in CI this test may not be skipped")
    pytest.skip(what)
