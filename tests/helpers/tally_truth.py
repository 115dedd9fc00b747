"""Who ever agreed to be asked, watched from outside, to hold the counts of weeks against."""

from collections import Counter

from outreach_bot.recruitment.stations import Station


class TallyTruth:
    """Remembers everybody who was ever counted, erased or not."""

    def __init__(self):
        self._ever = set()
        self._came = set()

    def look(self, people, sessions):
        """Look at everybody as they are now: who agreed is counted, and stands where they are."""
        for who, person in people.items():
            assert (person.tally is not None) or person.role is None, f"{who} agreed and is not counted"
            if person.tally is not None:
                self._ever.add(who)
                self._assert_is_there(who, person.tally, sessions)

    def _assert_is_there(self, who, tally, sessions):
        seats = [session.seats[who] for session in sessions.values() if who in session.seats]
        came = any(seat.attended or (seat.told_how and seat.attended is None) for seat in seats)
        if came:
            self._came.add(who)
        came = came or (who in self._came and not any(seat.attended is False for seat in seats))
        assert came is (tally.station is Station.ATTENDED), f"{who} is counted as {tally.station}"
        assert (bool(seats) and not came) is (tally.station in (Station.BOOKED, Station.MISSED)), who

    def assert_told_by(self, counters, people):
        """Everybody is counted once in all, those who live where their own note says, and nobody less than once."""
        weeks = {name: count for name, count in counters.items() if name.startswith("week:")}
        assert all(count >= 0 for count in weeks.values()), weeks
        assert sum(count for name, count in weeks.items() if name.split(":")[2] == "") == len(self._ever)
        live = Counter(name for person in people.values() if person.tally for name in person.tally.counters())
        assert all(weeks.get(name, 0) >= count for name, count in live.items())
