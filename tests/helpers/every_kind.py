"""A campaign's meetings for those who wander through it: one of every kind, and small, so that they fill up."""

EVERY_KIND = """# Every kind of session, small ones too
clock: 2027-03-01 10:00 America/New_York
session: lived_interview lived1 2027-03-05 14:00 hospital=h1 capacity=1
session: lived_interview lived2 2027-03-05 14:00 hospital=h2 capacity=1
session: lived_interview lived3 2027-03-12 10:00 hospital=h1 capacity=1 mode=video
session: family_interview family1 2027-03-08 14:00 hospital=h1 capacity=1
session: staff_interview staff1 2027-03-04 12:00 capacity=1
session: staff_feedback staff2 2027-03-09 14:00 capacity=2
session: lived_feedback group1 2027-03-15 14:00 capacity=3
session: joint_event joint1 2027-03-22 14:00 capacity=8
"""
