"""The campaign's own safety rules, as every reader of messages gets them."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from outreach_bot.content.catalog import load_rules
from outreach_bot.recruitment.rules import Rules, Safety

MESSAGES = Path(__file__).parents[2] / "messages"


@pytest.fixture(scope="session")
def safety() -> Safety:
    """`messages/safety.yaml`, as shipped."""
    return Safety.model_validate(YAML(typ="safe").load(MESSAGES / "safety.yaml"))


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The campaign's own rules, as shipped."""
    return load_rules(MESSAGES.parent)
