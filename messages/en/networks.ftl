### Words of the office's pages about networks and their contacts.

# The list. $shown and $total are numbers, $page and $pages too
office-networks =
    .title = Networks
    .lead = Places and codes. A name or a number shows when you ask for it, and each look is noted.
    .all = All networks
    .list = Contacts
    .contacts = { $count ->
        [one] { $count } contact
       *[other] { $count } contacts
    }
    .given = { $count } said yes
    .add = Add a contact
    .find = Find
    .search = Search
    .permission = Standing
    .way = Reached by
    .sort = Sort by
    .any = All
    .show = Show
    .clear = Clear
    .count = { $total ->
        [one] { $shown } of { $total } contact
       *[other] { $shown } of { $total } contacts
    }
    .organisation = Organisation
    .network = Network
    .ways = Ways
    .last = Last reached
    .code = Code
    .never = not yet
    .none = –
    .nobody = No one fits this choice. Try another one.
    .empty-title = There are no contacts yet
    .empty = Add one here, or bring in a whole table. Each gets a code of their own, so that you can see which places help.
    .page = Page { $page } of { $pages }
    .pages = More pages
    .back = Back
    .next = Next

office-networks-sort =
    .name = Organisation
    .newest = Newest first
    .quiet = Longest not reached

# Where we stand with a contact
office-network-standing =
    .unknown = Not asked yet
    .asked = Asked
    .given = Said yes
    .refused = Said no
    .stopped = Do not contact

office-network-way =
    .email = Email
    .phone = Phone
    .meeting = Meeting
    .telegram = Telegram
    .social = Social media
    .paper = Paper

office-network-basis =
    .public_role = Public role address
    .in_person = Given in person
    .asked_us = They asked us

# Whether a contact may be reached in some way now
office-network-barrier =
    .none = Yes, now
    .do_not_contact = No: they asked us to stop
    .refused = No: they said no
    .way_not_wanted = No: not in this way
    .no_address = No: no address that works
    .not_allowed_yet = Not before they say yes
    .cap = Not now: they heard from us often enough

office-network-outcome =
    .reached = Reached
    .no_answer = No answer
    .call_back = Call back
    .agreed = Said yes
    .refused = Said no
    .wrong_number = Wrong number

# What became of a message
office-network-ledger =
    .waiting = On its way
    .sent = Sent
    .failed = Not sent
    .missed = Missed
    .cancelled = Taken back
    .unknown = Not known
    .refused = Refused
    .held_back = Held back

# One contact. $at is a date with its time
office-network =
    .back = All contacts
    .reach-title = May we reach them?
    .reach = Quiet hours hold on top of this.
    .lately = { $most ->
        [0] Reached { $count } times in 30 days. Nothing more may go out.
        [one] Reached { $count } of at most { $most } time in 30 days.
       *[other] Reached { $count } of at most { $most } times in 30 days.
    }
    .no-network = Its network is no longer in networks.yaml. Nothing goes out until you pick another one below.
    .code-title = Their code
    .code = It says which place helped, never who joined.
    .link = Link
    .flyers = Flyers with this code
    .policy-title = What this place allows
    .stand-title = Where we stand
    .since = since { $at }
    .permission = Permission
    .note = Note
    .note-save = Save
    .stop = Do not contact them any more
    .stop-text = Nothing is sent to them from now on, in any way. What is waiting to go out is taken back. An import cannot bring them back.
    .stop-button = Stop all contact
    .resume = Contact them again
    .resume-text = Only if they asked for it, or if the stop was a mistake.
    .resume-why = Why? It is kept in the audit log.
    .resume-button = Allow contact again
    .forget = Forget them
    .forget-text = Name, addresses, notes and history are deleted for good. We keep one scrambled code, so that we never write by mistake. Their share code goes on counting for its network.
    .forget-button = Forget this contact
    .details-title = Name and addresses
    .details-text = They are hidden until you ask. That you looked is written down.
    .details-button = Show and edit
    .history-title = What was sent
    .history-none = Nothing yet.
    .history-at = When
    .history-way = How
    .history-version = Version
    .history-outcome = Result
    .save = Save changes
    .new-title = Add a contact
    .new-text = A person at an organisation who may pass the invitation on. They get a code of their own.
    .new-button = Add this contact
    .gone-title = There is no such contact
    .gone = They were forgotten, or the address is wrong.
    .wrong = { $count ->
        [one] One field needs another look. Nothing is saved yet.
       *[other] { $count } fields need another look. Nothing is saved yet.
    }
    .taken-link = See that contact

office-network-done =
    .added = The contact is added.
    .saved = Saved.
    .noted = Noted.
    .stopped = Noted. Nothing will be sent to them any more.
    .resumed = They may be contacted again.
    .forgotten = Forgotten.

office-network-field =
    .network = Network
    .name = Name
    .organisation = Organisation
    .role = Role
    .email = Email
    .phone = Phone
    .language = Language
    .hospital = Hospital
    .basis = Why we may hold this
    .found = Where the details come from
    .permission = Permission
    .policy = What this place allows
    .channels = Ways they want to be reached
    .cap = At most so many times in 30 days
    .note = Notes
    .any-hospital = All hospitals

office-network-hint =
    .email = Email or phone, or both
    .language = Its short name, such as en or es. Empty: as the campaign
    .found = A web page, a meeting, a person
    .policy = Such as: posters only, after the chair agreed
    .channels = None ticked: as their network
    .cap = Empty: as their network, and never more than that

# What is wrong with a field. $typed is what stands there, $choices what may
office-network-fault =
    .network = Pick a network.
    .nobody = Fill in the organisation, or a name.
    .no-address = Fill in an email or a phone number. Or tick below how they are reached without one.
    .email = “{ $typed }” is no email address. Write it as in lee@example.org.
    .phone = “{ $typed }” is no phone number. Write it with the area code, or with + and the country code.
    .extension = “{ $typed }” has an extension. Write the number alone here, and the extension into the notes.
    .language = “{ $typed }” is no language. Use its short name, such as en or es.
    .choice = “{ $typed }” is none of the choices.
    .cap = “{ $typed }” is no whole number from 0 to { $choices }.
    .long = This is { $typed } characters long. Use at most { $choices }.
    .taken = Another contact has this already.
    .stopped = Who holds this asked us not to write or call again.
