"""Options for the whole run."""

import gc
import logging

import pytest
import structlog
from hypothesis import HealthCheck, settings

from outreach_bot.cli import COLLECTIONS
from tests.helpers.telegram_bot import bot, telegram

__all__ = ["bot", "telegram"]
"""Fixtures of tests of the whole bot; where others stand in their place, a module has its own."""

gc.set_threshold(*COLLECTIONS)
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
"""How long an example takes says something about the machine, and nothing about us."""
settings.register_profile("few", settings(), max_examples=15)
"""Properties tried less often: for the mutants, where one missing line shows soon."""


@pytest.fixture(autouse=True)
def _logs_as_they_were():
    """A command run in this process sends its log where it wants: the next test's goes where it went before."""
    root, kept = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**kept)


def pytest_addoption(parser):
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="Rewrite the bot's side of tests/chats/ as it is now; look at the difference before you keep it.",
    )


LONGEST = (
    "test_cli.py",
    "test_telegram_end_to_end.py",
    "test_sessions_page.py",
    "test_person_page.py",
    "test_office_everywhere.py",
    "test_flyers.py",
    "test_words_page.py",
    "test_trial_commands.py",
    "test_chat_page.py",
    "test_simulation.py",
    "test_access.py",
    "test_waves_end_to_end.py",
    "test_email_crash.py",
)
"""Files that take a minute or more. Begun first, so that no core is idle at the end beside one that is still at them."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONGEST)  # a stable sort: all else stays in its place
