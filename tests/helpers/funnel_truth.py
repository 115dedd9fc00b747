"""What really happened to everybody a code brought, watched from outside, to hold the counters against."""

from collections import Counter

from outreach_bot.recruitment.funnel import COLUMNS, GAVE_UP, STAGES, Stage
from outreach_bot.recruitment.rules import Outcome


class FunnelTruth:
    """Remembers how far each person ever came, erased or not, and where they came from."""

    def __init__(self):
        self._came = {}
        """Person to code, channel, and the furthest stage seen."""
        self._seated = set()

    def look(self, people, sessions):
        """Look at everybody as they are now."""
        self._seated = {who for session in sessions.values() for who in session.seats}
        for who, person in people.items():
            if person.source:
                _, _, furthest = self._came.get(who, ("", "", Stage.OPENED))
                now = _stage(person, [each.seats[who] for each in sessions.values() if who in each.seats])
                reached = max(furthest, now, key=STAGES.index)
                self._came[who] = (person.source, person.source_channel, reached)

    def assert_told_by(self, counters):
        """Nobody was counted twice or left out, and no stage has more people than the one before it."""
        steps = {name: count for name, count in counters.items() if name.split(":")[0] in COLUMNS and count}
        assert steps == self._expected()
        for code, channel in {(code, channel) for code, channel, _ in self._came.values()}:
            reached = [counters.get(f"{stage}:{code}:{channel}", 0) for stage in STAGES]
            assert reached == sorted(reached, reverse=True), (code, channel)

    def furthest(self):
        """The stages that somebody got to, and no further."""
        return {str(stage) for _, _, stage in self._came.values()}

    def _expected(self):
        expected: Counter[str] = Counter()
        for who, (code, channel, furthest) in self._came.items():
            for stage in STAGES[: STAGES.index(furthest) + 1]:
                expected[f"{stage}:{code}:{channel}"] += 1
            if furthest is Stage.BOOKED and who not in self._seated:
                expected[f"{GAVE_UP}:{code}:{channel}"] += 1
        return dict(expected)


def _stage(person, seats):
    if any(seat.attended or (seat.told_how and seat.attended is None) for seat in seats):
        return Stage.ATTENDED
    if seats:
        return Stage.BOOKED
    if person.outcome is Outcome.FITS:
        return Stage.FITS
    return Stage.STARTED if person.role else Stage.OPENED
