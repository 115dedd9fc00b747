"""Tables of about eight, with at least two people with lived experience or family at each."""

from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.recruitment import session_needs
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.tables import tables
from tests.recruitment import builders
from tests.recruitment.builders import a_kind, a_seat, a_session

KIND = a_kind(table_size=8, min_lived_or_family_per_table=2, capacity=60)
some_seats = st.dictionaries(
    st.integers(0, 99).map(lambda number: f"p{number:02}"), builders.seats, max_size=40
)


@given(seats=some_seats)
def test_everybody_sits_at_one_table(seats):
    laid = tables(a_session(seats=seats), KIND)

    assert sorted(person for table in laid for person in table.people) == sorted(seats)


@given(seats=some_seats)
def test_each_table_has_two_of_them_unless_there_are_too_few_for_one(seats):
    session = a_session(seats=seats)
    lived = session_needs.lived_or_family(session)

    for table in tables(session, KIND):
        assert table.lived >= 2 or lived < 2
        assert table.heads == sum(1 + seats[person].companions for person in table.people)


@given(seats=some_seats, shuffled=st.randoms())
def test_the_same_seats_give_the_same_tables(seats, shuffled):
    people = list(seats)
    shuffled.shuffle(people)

    again = tables(a_session(seats={person: seats[person] for person in people}), KIND)

    assert again == tables(a_session(seats=seats), KIND)


@given(lived=st.integers(8, 30), staff=st.integers(0, 16))
def test_tables_are_about_eight(lived, staff):
    seats = {f"l{n:02}": a_seat() for n in range(lived)} | {
        f"s{n:02}": a_seat(Role.STAFF) for n in range(staff)
    }

    laid = tables(a_session(seats=seats), KIND)

    heads = [table.heads for table in laid]
    assert max(heads) <= 9
    assert max(heads) - min(heads) <= 2


def test_there_are_fewer_tables_rather_than_one_without_them():
    seats = {"l1": a_seat(), "l2": a_seat(Role.FAMILY)} | {f"s{n:02}": a_seat(Role.STAFF) for n in range(14)}

    assert len(tables(a_session(seats=seats), KIND)) == 1


def test_people_of_one_hospital_are_spread():
    seats = {f"l{n}": a_seat(hospitals=("h2" if n % 2 else "h1",)) for n in range(8)}
    kind = a_kind(table_size=4, min_lived_or_family_per_table=2, capacity=60)

    laid = tables(a_session(seats=seats), kind)

    assert [sum(seats[person].hospitals == ("h1",) for person in table.people) for table in laid] == [2, 2]


def test_who_brings_somebody_needs_two_places_at_a_table():
    seats = {f"l{n}": a_seat(companions=1) for n in range(8)}

    assert [table.heads for table in tables(a_session(seats=seats), KIND)] == [8, 8]


def test_those_whom_somebody_brings_do_not_stand_for_people_with_lived_experience():
    seats = {"a": a_seat(companions=2), "b": a_seat(), "c": a_seat(), "d": a_seat()}

    laid = tables(a_session(seats=seats), a_kind(table_size=4, min_lived_or_family_per_table=2, capacity=60))

    assert [table.lived for table in laid] == [2, 2]


def test_where_no_number_is_asked_for_each_table_has_one_of_them():
    seats = {"l1": a_seat(), "l2": a_seat(), "s1": a_seat(Role.STAFF), "s2": a_seat(Role.STAFF)}

    laid = tables(a_session(seats=seats), a_kind(table_size=2, capacity=60))

    assert [(table.lived, table.heads) for table in laid] == [(1, 2), (1, 2)]


def test_other_sessions_have_no_tables():
    assert tables(a_session(seats={"a": a_seat()}), a_kind()) == []
    assert tables(a_session(), KIND) == []
