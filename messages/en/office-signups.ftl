### Words of the Sign-ups page.

# $number, $first, $last, $page and $pages are numbers; $at is a date with its time
office-signups =
    .news = { $number ->
        [one] One person has signed up since you last looked.
       *[other] { $number } people have signed up since you last looked.
    }
    .no-news = Nobody new since you last looked.
    .since = You last looked { $at }.
    .new = New
    .search = Search
    .search-hint = A person's code, the code they came by, a place or a network
    .search-button = Search
    .more = More choices
    .more-on = { $number ->
        [one] One choice is on
       *[other] { $number } choices are on
    }
    .apply = Show these
    .clear = Show all
    .off = Take off: { $choice }
    .any = Any
    .hospital = Hospital
    .no-hospital = None chosen
    .source = Came by
    .no-source = No code
    .seat = Seat
    .session = Session
    .session-at = { $session }, { $at }
    .sort = Order
    .q = Search: { $typed }
    .number = { $number ->
        [one] One person
       *[other] { $number } people
    }
    .of = { $number } of { $total } people
    .pages = Pages
    .page = Page { $page } of { $pages }
    .earlier = Before
    .later = Next

# The order of the list
office-signups-sort =
    .new = Newest first
    .old = Oldest first
    .heard = Heard from last
    .meeting = Meets us soonest
