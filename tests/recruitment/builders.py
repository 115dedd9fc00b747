"""Meetings and people for tests of the rules, with nothing in them but what a test names."""

import datetime as dt

from hypothesis import strategies as st

from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import Network, Role, SessionKind
from outreach_bot.recruitment.sessions import Seat, Session, Waiter

NOON = dt.datetime(2027, 3, 1, 17, tzinfo=dt.UTC)
ROLES = ("lived", "family", "staff")


def a_kind(key="group", **fields):
    return SessionKind.model_validate(
        {"key": key, "roles": ROLES, "capacity": 8, "min": 1, "minutes": 60} | fields
    )


def a_session(key="s1", kind="group", *, starts=NOON + dt.timedelta(days=10), **fields):
    return Session(id=key, kind=kind, **({"starts": starts, "minutes": 60, "capacity": 8} | fields))


def a_seat(role=Role.LIVED, **fields):
    return Seat(role=role, **({"booked_at": NOON} | fields))


def a_waiter(role=Role.LIVED, **fields):
    return Waiter(role=role, **({"since": NOON} | fields))


roles = st.sampled_from(Role)
people = st.sampled_from([f"p{number}" for number in range(8)])
hospitals = st.lists(st.sampled_from(["h1", "h2", "h3", "h4"]), unique=True, max_size=4).map(tuple)
instants = st.integers(0, 400).map(lambda hours: NOON + dt.timedelta(hours=hours))
seats = st.builds(a_seat, role=roles, hospitals=hospitals, companions=st.integers(0, 2))
waiters = st.builds(
    a_waiter,
    role=roles,
    hospitals=hospitals,
    companions=st.integers(0, 2),
    since=instants,
    new_to_it=st.booleans(),
    passed=st.booleans(),
    first=st.booleans(),
)
kinds = st.builds(
    a_kind,
    companion_takes_seat=st.booleans(),
    reserve_lived_or_family=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    min_lived_or_family=st.integers(0, 3),
    table_size=st.sampled_from([None, 2, 4]),
    min_lived_or_family_per_table=st.sampled_from([None, 1, 2]),
)


def a_network(key="peer_networks", **fields):
    return Network.model_validate(
        {
            "key": key,
            "name": "Peers",
            "who": "leads",
            "ask": "Please share.",
            "channels": ["email", "phone", "telegram", "paper"],
            "max_contacts_per_30_days": 2,
        }
        | fields
    )


def a_contact(key="k-aaaaaaaaaaaa", network="peer_networks", **fields):
    return Contact(
        **{
            "id": key,
            "network": network,
            "made_at": NOON,
            "organisation": "Riverside Peers",
            "email": "lee@riverside.example",
            "phone": "+16035550101",
        }
        | fields
    )
