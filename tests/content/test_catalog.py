"""Every fault in the rules is named with its file, place and remedy, and all of them at once."""

import pytest

from outreach_bot.content.catalog import ContentError, copy_campaign, find_campaign, load_rules

FIT = "l_hospital has any of h1..h4 and l_experience == yes and l_ready in [group, one]"

FAULTS = {
    "misspelt key": ("campaign", "\ncountry:", "\ncontry:", "contry:", "contry is not known here", "country?"),
    "misspelt key in a group": ("campaign", "  hours:", "  ours:", "ours:", "contact.ours is not known here", "hours?"),
    "misspelt key in a list": ("campaign", '    name: "H', '    nme: "H', "nme:", "nme is not known here", "name?"),
    "group without its settings": ("campaign", "over_use:\n  sessions: 4\n  days: 90", "over_use: 4", "over_use", "(found 4)", "two spaces"),
    "a rule for two people that is no number": ("campaign", "wave_above: 50", "wave_above: many", "wave_above: many", "(found many)", "number"),
    "a rule for two people that is no yes or no": ("campaign", "named_lists: true", "named_lists: perhaps", "named_lists: perhaps", "(found perhaps)", "true or false"),
    "a wave for two people that nobody makes": ("campaign", "wave_above: 50", "wave_above: 900", "wave_above: 900", "(found 900)", "500"),
    "sign that no text has": ("campaign", "Riverbend", "River\x00bend", None, "not YAML", "fresh copy"),
    "misspelt value": ("campaign", "country: us", "country: usa", "country: usa", "(found usa)", "Did you mean us?"),
    "second lock neither asked of all nor of some": (
        "campaign", "second_lock: required", "second_lock: sometimes", "second_lock", "(found sometimes)", "Use one of",
    ),
    "missing key": ("campaign", "\norganisation:", "\n# ", "", "organisation is missing", "Add it"),
    "region of another country": ("campaign", "country: us", "country: uk", "region: US", "country uk", "Write GB"),
    "region in small letters": ("campaign", "region: US", "region: us", "region: us", "(found us)", "US or GB"),
    "no such time zone": (
        "campaign", "America/New_York", "America/NewYork", "time_zone", "no time zone", "America/New_York?",
    ),
    "no such time": ("campaign", '"09:00"', '"29:00"', 'opens: "29', "not a time (found 29:00)", "09:00"),
    "closes before it opens": ("campaign", '"17:00"', '"08:00"', 'closes: "08', "(found 08:00)", "24 hour clock"),
    "closed days backwards": (
        "campaign", "to: 2027-11-26", "to: 2027-11-20", "to: 2027-11-20", "end before they begin (found 2027-11-20)", "or later",
    ),
    "closed for a year": (
        "campaign", "to: 2027-11-26", "to: 2028-11-26", "to: 2028-11-26", "longer than three months", "Look at the year",
    ),
    "closed day twice": (
        "campaign", "day: 2027-05-31", "day: 2027-02-15", "…day: 2027-02-15", "2027-02-15 is there twice", "Keep one",
    ),
    "closed day that is none": (
        "campaign", "day: 2027-05-31", "day: Memorial Day", "day: Memorial", "not a date (found Memorial Day)", "2027-03-31",
    ),
    "closed day without a day": (
        "campaign", "{day: 2027-05-31, name", "{name", None, "day is missing", "Add it",
    ),
    "quiet hours without length": ("campaign", '"21:00"', '"09:00"', "quiet_hours:", "as they start", "21:00"),
    "number nobody can call": ("campaign", "603-555-0142", "12", "phone:", "(found 12)", "area code"),
    "number that is none": ("campaign", "603-555-0142", "ask Maya", "phone:", "(found ask Maya)", "area code"),
    "number for a name": ("campaign", '"Harbor Hospital"', "3", "name: 3", "not text (found 3)", "quotes"),
    "hospital key twice": ("campaign", "key: h4", "key: h3", "…key: h3", "h3 is there twice", "one"),
    "hospital name twice": (
        "campaign", "North Hill", "Harbor", '…name: "Harbor', "Harbor Hospital is there twice", "Keep one",
    ),
    "hospital key unknown": ("campaign", "key: h4", "key: h5", "key: h5", "not one of h1, h2, h3, h4", "Use one of"),
    "neither true nor false": ("campaign", "example: true", "example: maybe", "example: m", "(found maybe)", "true or false"),
    "less than one": ("campaign", "sessions: 4", "sessions: 0", "sessions: 0", "too small (found 0)", "Write 1 or more"),
    "key twice": ("campaign", "region: US", "region: US\nregion: US", "…region", "region is written twice", "Keep one"),
    "tab": ("campaign", "  opens", "\topens", "\topens", "tab", "Use spaces"),
    "open bracket": ("screening", "[yes, no]", "[yes, no", ": l_hospital", "not YAML", "bracket"),
    "no such question": ("screening", 'l_ready in [group, one]"', 'l_redy in [one]"', "l_redy in", "(found l_redy)", "Did you mean l_ready?"),
    "no such option": ("screening", '[group, one]"', '[group, on]"', 'on]"', "(found on)", "Did you mean one?"),
    "no such option at all": ("screening", '[group, one]"', '[xx]"', "xx]", "(found xx)", "Use one of: group, one"),
    "no such word": ("screening", 'l_age == no"', 'l_age is no"', "l_age is no", "(found l_age is no)", "l_age == no"),
    "second part unreadable": (
        "screening", "and l_experience == yes", "and l_experience", "l_experience and", "(found l_experience)", "Write it",
    ),
    "list for one answer": (
        "screening", 'l_age == no"', 'l_age == [no]"', "l_age == [no]", "takes one answer", "== yes",
    ),
    "one for a list": (
        "screening", 'l_hospital == [none]"', 'l_hospital == none"', 'l_hospital == none"', "several", "== [none]",
    ),
    "range backwards": ("screening", f'"{FIT}', f'"{FIT.replace("h1..h4", "h4..h1")}', "h4..h1", "runs backwards", "first"),
    "no such outcome": ("screening", "then: later", "then: latr", "then: latr", "(found latr)", "Did you mean later?"),
    "offers the own role": ("screening", "[family, staff]", "[lived]", "offer_roles: [lived]", "(found lived)", "Take it out"),
    "question twice": ("screening", "id: s_time", "id: l_age", "…id: l_age", "already", "own id"),
    "option twice": ("screening", "[yes, no, skip]", "[yes, no, no]", "no]\n    - id: l_ready", "no is there twice", "Keep one"),
    "option too long": ("screening", "peer,", "p" * 25 + ",", "ppp", "(found ppp", "at most 24"),
    "need twice": ("screening", "breaks, none", "quiet, none", "quiet, none", "the need quiet", "Keep one"),
    "no such kind before": (
        "sessions", "[lived_interview|fam", "[lived_intervew|fam", "lived_intervew", "(found lived_intervew)", "lived_interview?",
    ),
    "before itself": (
        "sessions", "[joint_event|briefing]", "[codesign_group]", "codesign_group]", "cannot come before itself", "Take it out",
    ),
    "kind twice": ("sessions", "key: debrief", "key: briefing", "…key: briefing", "briefing is there twice", "Keep one"),
    "more needed than seats": ("sessions", "min: 6", "min: 26", "min: 26", "(found 26)", "Write 25 or less"),
    "more of them than seats": (
        "sessions", "family: 2\n    series", "family: 12\n    series", "min_lived_or_family: 12", "(found 12)", "10 or less",
    ),
    "half a table rule": ("sessions", "    table_size: 8\n", "", "key: joint_event", "half a table rule", "or neither"),
    "table too full": ("sessions", "per_table: 2", "per_table: 9", "min_lived_or_family_per", "than it seats", "8 or less"),
    "no such field": ("sessions", "- quiet_space", "- quiet_spce", "quiet_spce", "(found quiet_spce)", "quiet_space?"),
    "no such channel": ("networks", "[email, phone]", "[email, fone]", "fone", "(found fone)", "Did you mean phone?"),
    "network twice": ("networks", "key: state_bureau", "key: rco_directors", "…key: rco_directors", "rco_directors is there twice", "Keep one"),
    "tier without phrases": ("safety", "[hurts me]", "[]", "harm:", "the tier harm has no phrases", "at least one"),
    "phrase that cannot be read": ("safety", "[kill myself]", '["(kill"]', '"(kill"', "(found (kill)", "Add “)”"),
    "softener that cannot be read": ("safety", "[years ago]", '["years |"]', '"years |"', "(found years |)", "Add it"),
    "command that cannot be read": ("safety", "[stop]", '["(stop"]', '"(stop"', "(found (stop)", "Add “)”"),
    "target of no hospital": ("campaign", "h4: {lived", "h5: {lived", "h5: {lived", "targets.h5 is not one of h1, h2", "Use one of"),
    "target of no role": ("campaign", "h1: {lived", "h1: {livd", "livd", "targets.h1.livd is not known", "mean lived?"),
    "target without a number": (
        "campaign", "h1: {lived: 10, family: 5, staff: 8}", "h1: {staff: 0}", "h1: {staff", "h1 has no number above 0", "take the line out",
    ),
    "nobody goes on": ("campaign", "events: 0.66", "events: 0", "events: 0", "events is too small (found 0)", "more than 0"),
    "more go on to groups": ("campaign", "groups: 0.5", "groups: 0.9", "groups: 0.9", "(found 0.9)", "Write 0.66 or less"),
    "not a date": ("safety", "2027-01-04", "soon", "checked_on", "not a date (found soon)", "2027-03-31"),
}  # fmt: skip


def findings(campaign):
    with pytest.raises(ContentError) as error:
        load_rules(campaign.folder)
    return [str(finding) for finding in error.value.findings]


@pytest.mark.parametrize("planted", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_with_its_place_and_remedy(campaign, planted):
    name, old, new, at, fault, remedy = planted
    campaign.plant(f"{name}.yaml", old, new)

    found = findings(campaign)

    assert len(found) == 1
    assert found[0].startswith(campaign.place(f"{name}.yaml", at) + ": " if at else f"{name}.yaml:")
    assert fault in found[0]
    assert remedy in found[0]


def test_all_faults_of_all_files_are_told_at_once(campaign):
    campaign.plant("campaign.yaml", "country: us", "country: france")
    campaign.plant("screening.yaml", "then: later", "then: never")
    campaign.plant("networks.yaml", "max_contacts_per_30_days: 3", "max_contacts_per_30_days: 0")

    assert [found.partition(":")[0] for found in findings(campaign)] == [
        "campaign.yaml",
        "screening.yaml",
        "networks.yaml",
    ]


def test_a_missing_file_is_named(campaign):
    campaign.path("sessions.yaml").unlink()

    assert findings(campaign)[0].startswith("sessions.yaml:1:1: the file is missing. Copy it")


def test_an_empty_file_is_named(campaign):
    campaign.path("sessions.yaml").write_text("")

    assert findings(campaign)[0].startswith("sessions.yaml:1:1: the file is empty. Copy it")


def test_a_file_in_another_encoding_is_named(campaign):
    campaign.path("networks.yaml").write_bytes("name: Café".encode("latin-1"))

    assert findings(campaign)[0].startswith("networks.yaml:1:1: the file is not UTF-8 text. Save it again")


def test_yes_and_no_stay_text(campaign):
    assert load_rules(campaign.folder).screening.lived.questions[0].options == ("yes", "no")


def test_a_choice_of_kinds_is_read_as_any_of_them(campaign):
    assert load_rules(campaign.folder).sessions.kind("joint_event").needs_before == (
        ("lived_feedback", "staff_feedback"),
    )


def test_without_a_folder_the_example_is_used():
    assert load_rules(find_campaign(None)).campaign.example


def test_a_given_folder_is_used(campaign):
    assert find_campaign(campaign.folder) == campaign.folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "there is no such folder. Make one with: outreach-bot init"),
        ("campaign/messages", "this is the folder messages of a campaign. Name the folder above it"),
        ("campaign/flyers", "there is no folder messages in it. Make a campaign"),
    ],
    ids=["no folder", "one too deep", "something else"],
)
def test_a_wrong_folder_is_refused_with_a_sentence(campaign, name, said):
    with pytest.raises(ContentError, match=said):
        find_campaign(campaign.folder.parent / name)


def test_a_copy_is_a_campaign_of_its_own(tmp_path):
    made = copy_campaign(tmp_path / "new")

    assert tmp_path / "new" / "messages" / "screening.yaml" in made
    assert (tmp_path / "new" / "flyers").is_dir()
    assert load_rules(find_campaign(tmp_path / "new")) == load_rules(find_campaign(None))


def test_an_empty_folder_may_be_filled(tmp_path):
    assert copy_campaign(tmp_path)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(ContentError, match="there is already something in this folder"):
        copy_campaign(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_not_a_place_for_a_campaign(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(ContentError, match="this is a file"):
        copy_campaign(tmp_path / "letter.txt")


def test_a_folder_below_a_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(ContentError, match=r"could not be copied there .*Choose another folder"):
        copy_campaign(tmp_path / "letter.txt" / "new")
