### Words of the office page that shows every word of this bot, and of the picture of the conversation.

# The page. $count, $from and $to are numbers, $fault and $remedy are sentences of the check
office-words =
    .title = Words
    .lead = Everything people get to read, as a phone shows it. Each card says in which file and line it is written.
    .how = How to change a word
    .how-edit = Open the file that the card names, and change the words after the equals sign. Words in curly brackets are filled in by the bot.
    .how-check = Then check it. This finds what is missing, too long or hard to read:
    .how-restart = Then start the bot again. From then on people see the new words.
    .how-grade = The grade says how many years of school a reader needs. Aim for 6 or less. It is only an aid: ask people to read it, too.
    .changed = Files were changed since the bot was started. Here you see them as they are now. People see them when the bot is started again.
    .broken = The files cannot be read now. People still see the words from the last start.
    .search = Find words, an id or a file
    .search-button = Find
    .language = Language
    .show = Show
    .any = Everything
    .found = With findings
    .fault = With faults
    .unasked = Sent unasked
    .parts = Part
    .all-parts = All parts
    .picture = See the whole conversation
    .cards = { $count ->
        [0] Nothing fits. Try other words, or another part.
        [one] { $count } card
       *[other] { $count } cards, { $from } to { $to } shown here
    }
    .earlier = Earlier
    .next = More
    .pages = Pages of cards
    .phone = As a phone shows it
    .locked = On a locked phone
    .no-findings = Nothing found
    .grade = Grade { $count }
    .grade-none = Too short for a grade
    .letters = { $count ->
        [one] { $count } letter
       *[other] { $count } letters
    }
    .longest = { $count ->
        [one] Longest sentence: { $count } word
       *[other] Longest sentence: { $count } words
    }
    .lines = Line by line
    .line = Line { $count }
    .see-place = Find it in the picture
    .loose = Other findings
    .finding-fault = Fault
    .finding-warning = Please look
    .says-what = { $fault }. { $remedy }.

# The parts of the conversation, and what people read elsewhere
office-words-part =
    .welcome = Welcome and consent
    .lived = Questions: people who had care
    .family = Questions: family
    .staff = Questions: staff
    .outcome = What they end in
    .meetings = Meetings
    .booked = Booked
    .place = Change and cancel
    .notes = Notes we send
    .talk = Talk to a person
    .help = Help now
    .rights = Rights
    .champions = New champions
    .sharing = Passing it on
    .other = Small answers
    .letters = Emails and posts
    .flyer = Flyers
    .page = The chat as a page
    .small = Buttons and small words

# The picture
office-words-map =
    .title = The whole conversation
    .lead = Made from the rules, by walking through them. Each box is a screen, each line is a tap.
    .part = Part of the conversation
    .everything = Everything
    .back-to-words = Back to all words
    .look = Picture: { $part }. Scroll to see all of it.
    .file = Save this part
    .poster = Save it all for one A3 sheet
    .print = To print it in parts, open “Everything” and print that page.
    .list = The same as a list
    .goes-to = leads to
    .key-title = What the signs mean
    .key-aid = Red dot: this screen offers help now
    .key-person = Green dot: it offers to talk to a person
    .key-unasked = Yellow: we send it first
    .key-line = An arrow in a button names a screen that stands elsewhere
    .back = where they were before
    .stays = stays here
    .outside = something outside this chat
    .ends = Only help leads on from here
    .entry-first = Where people begin
    .entry-invited = By a champion’s invitation
    .entry-everywhere = From every screen
    .entry-unasked = We send it first
    .entry-typed = Typed: { $word }
