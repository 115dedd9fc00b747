import datetime as dt

import pytest

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.example_sessions import are_needed, example_sessions
from outreach_bot.recruitment.fitting import Wishes, fitting
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.session_needs import missing_fields

NOW = dt.datetime(2027, 3, 5, 20, tzinfo=dt.UTC)
"""A Friday; the clocks go forward in the week after."""


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


@pytest.fixture(scope="module")
def sessions(rules):
    return example_sessions(rules, NOW)


def test_there_is_one_of_every_kind_and_each_is_marked(rules, sessions):
    assert {session.kind for session in sessions} == {kind.key for kind in rules.sessions.kinds}
    assert all(session.example for session in sessions)


def test_every_id_is_its_own_and_hints_at_nothing(sessions):
    ids = [session.id for session in sessions]

    assert len(set(ids)) == len(ids)
    assert all(len(name) <= 24 and "lived" not in name for name in ids)


def test_group_sessions_have_all_they_must_have(rules, sessions):
    groups = [session for session in sessions if rules.sessions.kind(session.kind).capacity > 3]

    assert len(groups) >= 5
    assert [missing_fields(session, rules) for session in groups] == [[]] * len(groups)


def test_they_lie_in_the_coming_three_weeks_at_waking_hours(rules, sessions):
    local = [session.starts.astimezone(rules.campaign.zone) for session in sessions]

    assert all(NOW < session.starts < NOW + dt.timedelta(days=22) for session in sessions)
    assert all(8 <= at.hour < 19 for at in local)


@pytest.mark.parametrize(("role", "least"), [(Role.LIVED, 200), (Role.FAMILY, 80), (Role.STAFF, 80)])
def test_a_newcomer_of_any_role_finds_many_to_choose_from(rules, sessions, role, least):
    by_id = {session.id: session for session in sessions}
    wishes = Wishes(person="p1", role=role, hospitals=("h1",))

    assert len(fitting(wishes, by_id, rules, NOW)) >= least


def test_new_ones_are_needed_when_the_last_has_begun_and_not_before(sessions):
    last = max(session.starts for session in sessions)

    assert are_needed([], NOW)
    assert not are_needed(sessions, NOW)
    assert are_needed(sessions, last)
