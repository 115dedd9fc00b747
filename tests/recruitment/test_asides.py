"""How long what was set aside is kept."""

import datetime as dt

import pytest

from outreach_bot.recruitment.asides import kept_for


@pytest.mark.parametrize(("alert", "days"), [(True, 7), (False, 35)])
def test_words_of_danger_are_kept_for_a_week_and_the_rest_as_long_as_backups(alert, days):
    assert kept_for(alert=alert) == dt.timedelta(days=days)
