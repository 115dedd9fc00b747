"""Days on which nobody of ours is there, such as public holidays, as coordinators write them in campaign.yaml."""

import datetime as dt

from outreach_bot.recruitment.written import Written

LONGEST_DAYS = 92
"""A closing time that is longer is more likely a wrong year."""


class ClosedDays(Written):
    """One such day, or all from `day` to `to`."""

    day: dt.date
    to: dt.date | None = None
    """The last of them; None: it is one day."""
    name: str = ""
    """For coordinators: people are told the day only."""

    @property
    def last(self) -> dt.date:
        """The last of these days."""
        return self.to or self.day

    def covers(self, day: dt.date) -> bool:
        """Tell whether `day` is one of them."""
        return self.day <= day <= self.last
