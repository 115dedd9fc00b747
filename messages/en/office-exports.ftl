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
    .unknown = There is no such table. Please choose one below.

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
