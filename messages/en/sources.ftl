### Words of the office page that shows where people come from.

# $count is a number, or a rough one such as <5; $networks is a list of names
office-sources =
    .title = Where people come from
    .lead = Which places help, in numbers. Nobody can be found on this page.
    .own = You see the codes of your hospitals, and those that are for all.
    .whole = How far people came
    .gave-up = { $count } booked and have no seat any more. They gave it up, or we called the meeting off.
    .how = How we count
    .how-hidden = A count under 5 is shown as <5. A champion’s counts are shown in steps: <5, 5–9 and 10+. A sum is rough too where it would tell a hidden count. In a picture, a dashed part may be there or not.
    .how-counted = Each person is counted once at each step, under the first code they used. They stay counted when they delete what we hold, as a number only. Someone we no longer know counts as new.
    .networks = By network
    .network = Network
    .no-network = No network
    .silent = Nobody yet: { $networks }
    .channels = By the way in
    .channel = Way in
    .no-channel = link, or code typed in
    .hospitals = By hospital
    .hospital = Hospital on the code
    .no-hospital = For all hospitals
    .codes = By code
    .code = Code
    .champions = Champions never see this page. They see a rough count of openings, and nothing of what came after.
    .filter = Network
    .unnamed = No longer used
    .gone = Other codes, or codes that are gone
    .no-codes = There is no code in this network yet. This makes one: outreach-bot invite network NAME
    .unopened = { $count ->
        [one] And { $count } code for one contact that nobody has opened yet.
       *[other] And { $count } codes for single contacts that nobody has opened yet.
    }
    .empty-title = No code has been made yet
    .empty = Each place, network and champion gets a code. Here you will see how many people each of them brings. This makes a code for a network:

# The columns of the tables
office-funnel =
    .opened = Opened
    .started = Agreed
    .fits = Fits
    .booked = Booked
    .attended = Came
    .gave-up = No seat now

# The same steps, where there is room for more words
office-funnel-whole =
    .opened = Opened a link, or sent a code
    .started = Agreed to be asked
    .fits = Can come to a meeting
    .booked = Booked a seat
    .attended = Came to a meeting

office-code-kind =
    .champion = champion
    .network = network
    .place = place
