"""The outreach bot: from a flyer to a booked EBCD session, through people who are trusted."""
