"""The campaign's own safety rules, as every reader of messages gets them."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from outreach_bot.recruitment.rules import Safety

MESSAGES = Path(__file__).parents[2] / "messages"


@pytest.fixture(scope="session")
def safety() -> Safety:
    """`messages/safety.yaml`, as shipped."""
    return Safety.model_validate(YAML(typ="safe").load(MESSAGES / "safety.yaml"))
