### Words of the office page where tables are taken away as files.

office-exports =
    .lead = Take a list with you, as a file. The files hold ids and codes. Names and numbers are only in those that say so.
    .xlsx = Excel (XLSX)
    .csv = CSV
    .names = Names
    .take = Take it
    .more = For a program
    .more-named = For a program, or with numbers
    .whole-list = The whole list as a file:
    .contacts-too = Take contacts away as a file
    .program-what = For a program that reads the file: every cell is left just as it is.
    .program-csv = CSV, exact
    .program-xlsx = XLSX, exact
    .identified = With the numbers and addresses of people
    .identified-xlsx = XLSX with numbers
    .identified-csv = CSV with numbers
    .reason = Why do you need them?
    .reason-what = This goes into the audit log.
    .tool = Who is it for?
    .noted = The audit log keeps who took which file, and when. Files leave our care: keep them safe, and delete them when you are done.

office-exports-tool =
    .plain = For us: to look at, or to bring in again
    .mailchimp = For Mailchimp
    .listmonk = For listmonk
    .suppression = Addresses that must never be written to

office-exports-fault =
    .reason = Nothing was taken. Please choose why you need names or numbers.
    .two_people = Nothing was taken. A file with names or numbers needs a second person: please ask for it.
    .unknown = There is no such table. Please choose one below.

# Lists with names: one asks, another says yes. $name is somebody of the team, $at a date, $left a number
office-named =
    .title = Lists with names or numbers
    .what = These files need two people: one asks, another one says yes or no. After a yes, the one who asked has 24 hours to take the file.
    .second = A second person has to say yes first.
    .ask-xlsx = Ask for it as Excel
    .ask-csv = Ask for it as CSV
    .alone = Nobody else in the team can say yes to you now. An owner can take somebody into the team, on the page Team. In a hurry, whoever runs this machine can take the file in the terminal. That is kept in the audit log too:
    .to-decide = Waiting for your yes or no
    .asked-by = Asked for by { $name }, { $at }
    .asked-at = Asked { $at }
    .yes = Yes, they may have it
    .no = No
    .own = What you asked for
    .said-yes = { $name } said yes
    .said-no = { $name } said no
    .take = Take the file
    .until =
        { $left ->
            [one] until { $at }, 1 more time
           *[other] until { $at }, { $left } times
        }
office-named-standing =
    .waiting = waiting for a yes
    .unanswered = nobody answered
    .ready = you can take it
    .refused = they said no
    .taken = taken
    .over = the time is over
office-named-done =
    .asked = Asked. Your colleagues find it on the page Today. You find the answer here.
    .approved = Noted: they may have it. They have 24 hours.
    .refused = Noted: they may not have it.
office-named-fault =
    .no_member = A second person has to say yes, so we need to know who you are. Sign in with your name, as one of the team:
    .same_person = You asked for it, so somebody else has to say yes.
    .not_all_seen = They look after hospitals that you do not. Somebody who looks after all of these has to say yes.
    .not_open = It was answered before, or nobody answered in time. They can ask once more.
    .not_yours = Somebody else asked for this list. You can ask for one of your own.
    .not_ready = It cannot be taken now. Nobody said yes to it, or its time is over. You can ask once more.
    .reason = Nothing was asked for. Please choose why you need names or numbers.
    .unknown = There is nothing like that. Please choose a list below.

# The names of the tables
office-export =
    .signups = Sign-ups
    .sessions = Sessions
    .calls = Call sheet
    .funnel = How far people came
    .weeks = Week by week
    .contacts = Contacts of networks
    .champions = Codes of champions
    .sources = Codes of networks and places
    .waves = What became of waves
    .audit = Audit log

office-export-what =
    .signups = One row for each person: code, role, outcome, hospitals, seat and needs.
    .sessions = One row for each session, with the columns that you can bring in again.
    .calls = One row for each person who asked to talk, the longest wait first.
    .funnel = Counts by network, hospital, way in and code.
    .weeks = Counts by the week people agreed to be asked, for all and for each hospital.
    .contacts = Those who said yes to passing the word on, and have an email address.
    .champions = Links of champions and how things are with them. Nothing of who came by them.
    .sources = What each code was made for, and how often it was opened.
    .waves = One row for each contact of a wave: what went out, when, and what came of it.
    .audit = Every row of the log, with the chain that shows that none was changed.

# The second sheet of a workbook
office-export-about =
    .codes = It holds ids and codes, and nobody’s name.
    .names = It holds names, numbers or addresses. Keep it safe, and delete it when you are done.
    .hidden = A count under 5 is written as <5, so that nobody can be worked out.
    .times = Times in columns that end in _at are UTC. The columns starts, brief_slot and debrief_slot are local time.
