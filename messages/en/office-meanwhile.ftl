### Words of the office for what two people change at the same time.

# $at is a date with its time, $name somebody of the team, $count a number of fields, $field the name of one
office-meanwhile =
    .title-clash = Two of you changed this
    .title-saved = Saved
    .title-nothing = Somebody else changed this
    .clash =
        { $count ->
            [one] Somebody else changed one thing that you changed, too. Nothing is saved yet. Say which of the two counts, then save.
           *[other] Somebody else changed { $count } things that you changed, too. Nothing is saved yet. Say for each which of the two counts, then save.
        }
    .also = Somebody else changed something while you had this open. It is marked below.
    .which = Which one counts: { $field }
    .now = Now:
    .yours = You wrote:
    .mine = Keep mine
    .theirs = Take theirs
    .empty = nothing
    .yes = yes
    .no = no
    .by = { $name } changed this at { $at }.
    .by-itself = The bot changed this by itself at { $at }.
    .by-command = A file or a command changed this at { $at }.
    .by-office = Somebody who gave no name changed this at { $at }.
    .by-coordinator = Somebody who gave no name changed this at { $at }.
    .by-example = The example changed this at { $at }.
    .changed = Somebody changed this meanwhile.
    .save = Save
    .leave = Leave it as it is now
    .saved = What you changed is saved. Somebody else changed this while you had it open, and that stays:
    .not-saved = Nothing was saved. Please look first at what somebody else changed while you had this open:
    .on = Go on
    .late-title = This is not as it was
    .late = Nothing was done. Somebody changed this while your page was open.
    .late-look = See how it is now
    # $code is a code of a person
    .came = Was { $code } there?
    .beside = How many came with { $code }?
    .reply = Somebody else wrote to them, or ended the talk, while you wrote. Nothing was sent. Please read what was said first: what you wrote is still here.
