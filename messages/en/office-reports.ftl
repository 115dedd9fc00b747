### Words of the office page that shows figures: how people came, and how it was for them.

# $at is a date with its time, $weeks, $want, $count, $fewest, $least and $talks are numbers; $events and $groups too
office-reports =
    .lead = How it goes, in numbers. Nobody can be found on this page. As of { $at }.
    .time = Time
    .weeks = { $weeks ->
        [0] Since the start
       *[other] { $weeks } weeks
    }
    .hospital = Hospital
    .all-hospitals = All
    .numbers = Show the numbers
    .tile-heard = felt heard
    .tile-heard-what = of those who said how it was
    .tile-first = are new to it
    .tile-first-what = of all seats are somebody’s first
    .tile-kept = kept when at risk
    .tile-kept-what = moved or led by the alternate, and not skipped
    .tile-slots = talked before and after
    .tile-slots-what = of all chats with the co-chairs took place
    .flow = How far people came
    .flow-none = Nobody has agreed to be asked in this time.
    .flow-alt = A river from top to bottom, from all who agreed to be asked to those who came. At each step some leave to the right. The table below has the numbers.
    .station = Where they are
    .people = People
    .over-time = Sign-ups over time
    .over-time-what = The first number is who agreed, the second who had or has a seat. People stay in the week they agreed in. Those who came lately may still book.
    .week = Week from
    .day = { $day }
    .spell = and { $weeks ->
        [one] one week
       *[other] { $weeks } weeks
    }
    .aims = Hospitals and their targets
    .aims-what = People with a seat, and those who came. The line marks the target.
    .aims-none = There are no targets yet. They are written in campaign.yaml, under targets.
    .of = of { $want }
    .met = Met
    .seats = Who sits at the table
    .seats-none = Nobody has a seat in this time.
    .talks = { $count ->
        [one] { $count } talk
       *[other] { $count } talks
    }
    .meeting = Meeting
    .places = Places
    .heard = How it was
    .heard-none = Nobody has said yet how it was.
    .heard-what = From all hospitals, since the start. Answers are kept without a name, a week or a place.
    .kind = Kind of meeting
    .all-kinds = All
    .kept = When a meeting was at risk
    .kept-moved = Moved
    .kept-alternate = Led by the alternate
    .kept-ahead = Went ahead without
    .kept-skipped = Called off
    .slots = Talks before and after
    .slots-none = No meeting in a group is over yet.
    .briefed = Before
    .debriefed = After
    .use = Do we ask too much of a few?
    .use-top = of all seats are held by five people.
    .use-few = With fewer than { $fewest } people we do not show what share a few of them hold.
    .use-people = People with a seat
    .use-rest = Should rest for now
    .use-first = Seats that are somebody’s first
    .use-again = Seats of people who came before
    .outlook = What to expect
    .outlook-what = We start from those who come to a one to one talk. About { $events } % of them go on to a meeting. About { $groups } % go on to a small team. You can change both in campaign.yaml, under forecast.
    .outlook-none = Nobody has a seat at a one to one talk yet.
    .ahead-talks = At one to one talks
    .ahead-events = Expected at meetings
    .ahead-groups = Expected in small teams
    .takes = What it takes
    .takes-line = It needs { $least } people. For that about { $talks } should come to a talk.
    .wanted = If every target is met
    .wanted-line = { $talks } people, about { $events } at meetings and { $groups } in small teams
    .sources = Where people come from
    .sources-none = Nobody has come by a code yet.
    .sources-more = More on the page Sources
    .how = How we count
    .how-hidden = A count under 5 is shown as <5. A sum is rough where it would tell a hidden count. In a chart, a dashed part may be there or not.
    .how-steps = For some weeks or one hospital, counts are in steps of five. So two pages cannot be compared to find a few people.
    .how-erased = People who delete what we hold stay counted, as a number only.
    .how-hospital = Who chose two hospitals is counted in both.
    .as-file = Week by week, as a file:

# A day, short: it stands in a chart. The letters are those of Unicode TR 35
date-report = d MMM

# Where people are. Keep these short: they stand in a chart
office-station =
    .asked = Agreed to be asked
    .can-come = Can come
    .seat = Had or have a seat
    .answering = Still answering
    .unfinished = Did not finish
    .not-this-time = Not this time
    .later = Later
    .talk = Talk first
    .fits = No seat yet
    .waiting = On a list
    .booked = To come
    .gave-up = Gave it up
    .called-off = We called it off
    .missed = Did not come
    .attended = Came

# Why it was not this time
office-not-this-time =
    .under_18 = Under 18
    .no_hospital = Another hospital
    .other_role = Fits in another way
    .other = Another reason

office-heard =
    .heard = Felt heard
    .ok = It was OK
    .not-heard = Did not feel heard
    .hard = It was hard
