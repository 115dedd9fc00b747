import pytest
from pydantic import ValidationError

from outreach_bot import settings
from outreach_bot.settings import WrongSettings, load


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"OUTREACH_{name.upper()}", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_settings_are_exactly_those_of_the_contract():
    assert {name.upper() for name in settings.Settings.model_fields} == {
        "TELEGRAM_TOKEN", "TELEGRAM_API", "WEBHOOK_URL", "WEBHOOK_SECRET", "DATA", "STORE", "KEY_FILE", "CAMPAIGN",
        "PUBLIC_URL", "HOST", "PORT", "TRUSTED_PROXIES", "SMTP_URL", "TRIAL", "LOG",
    }  # fmt: skip


def test_without_any_setting_the_bot_stays_on_this_machine_and_keeps_the_key_away_from_the_data():
    found = load()

    assert (found.host, found.port, found.telegram_token) == ("127.0.0.1", 8080, None)
    assert not found.key_file.resolve().is_relative_to(found.data.resolve())


def test_every_setting_has_a_description_and_a_remedy():
    for name, field in settings.Settings.model_fields.items():
        assert field.description, name
        assert isinstance(field.json_schema_extra, dict), name
        assert str(field.json_schema_extra["remedy"]).endswith("."), name


def test_settings_are_frozen():
    with pytest.raises(ValidationError):
        load().port = 1


def test_a_flag_wins_over_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("OUTREACH_DATA", str(tmp_path / "environment"))

    assert load(data=tmp_path / "flag").data == tmp_path / "flag"
    assert load(data=None).data == tmp_path / "environment"


def test_an_empty_value_is_the_same_as_none(monkeypatch):
    monkeypatch.setenv("OUTREACH_TELEGRAM_TOKEN", "")

    assert load().telegram_token is None


def test_the_form_of_the_token_is_not_checked(monkeypatch):
    monkeypatch.setenv("OUTREACH_TELEGRAM_TOKEN", " anything at all\n")

    token = load().telegram_token
    assert token is not None
    assert token.get_secret_value() == "anything at all"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_API", "http://127.0.0.1:8081"),
        ("TELEGRAM_API", "http://localhost:1"),
        ("PUBLIC_URL", "http://[::1]:9000/"),
        ("PUBLIC_URL", "https://bot.example.org"),
        ("PUBLIC_URL", " https://bot.example.org:8443// "),
        ("PUBLIC_URL", "https://müller.example.org"),
        ("STORE", "postgresql://someone:word@db/outreach"),
        ("SMTP_URL", "smtp://user:pass@host:587?starttls=required"),
        ("SMTP_URL", "smtps://user:pass@host"),
        ("SMTP_URL", "smtp://127.0.0.1:1025?starttls=never"),
        ("LOG", "debug"),
        ("PORT", "0"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,fd00::/8 , ::1"),
        ("TRUSTED_PROXIES", ","),
    ],
)
def test_good_values_are_accepted(monkeypatch, name, value):
    monkeypatch.setenv(f"OUTREACH_{name}", value)

    assert load() is not None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "99999", "OUTREACH_PORT (environment) is '99999'"),
        ("PORT", "web", "OUTREACH_PORT (environment) is 'web'"),
        ("LOG", "chatty", "OUTREACH_LOG (environment) is 'CHATTY'"),
        ("TELEGRAM_API", "http://api.example.org", "is plain http"),
        ("TELEGRAM_API", "api.telegram.org", "is not a web address"),
        ("PUBLIC_URL", "http://hospital.example.org", "is plain http"),
        ("PUBLIC_URL", "https://hospital.example.org:port", "has a port that is no number from 1 to 65535"),
        ("PUBLIC_URL", "https://hospital.example.org:70000", "has a port that is no number from 1 to 65535"),
        ("PUBLIC_URL", "https://hospital.example.org:", "has a port that is no number from 1 to 65535"),
        ("PUBLIC_URL", "https://hospital.example.org/chat", "has a path in it"),
        ("PUBLIC_URL", "https://hospital.example.org//chat/", "has a path in it"),
        ("PUBLIC_URL", "https://hospital.example.org/?a=b", "has a ? in it"),
        ("PUBLIC_URL", "https://hospital.example.org?", "has a ? in it"),
        ("PUBLIC_URL", "https://hospital.example.org#top", "has a # in it"),
        ("PUBLIC_URL", "https://ana:word@hospital.example.org", "has a user or a password in it"),
        ("PUBLIC_URL", "https://hospital example.org", "has a blank in it"),
        ("PUBLIC_URL", "https://hospital..example.org", "has a name of a machine in it that cannot be one"),
        ("PUBLIC_URL", "https://hospital.example.org,", "has a name of a machine in it that cannot be one"),
        ("PUBLIC_URL", "https://[::1", "is not a web address"),
        ("TELEGRAM_API", "https://api.example.org?a=b", "has a ? in it"),
        ("TELEGRAM_API", "https://ana:word@api.example.org", "has a user or a password in it"),
        ("WEBHOOK_URL", "https://ana:word@bot.example.org/hook", "has a user or a password in it"),
        ("WEBHOOK_URL", "https://bot.example.org/hook here", "has a blank in it"),
        ("STORE", "mysql://db", "is neither tinydb nor"),
        ("SMTP_URL", "mail.example.org", "is not an smtp:// address"),
        ("SMTP_URL", "smtp://mail.example.org?starttls=perhaps", "starttls="),
        ("SMTP_URL", "smtp://mail.example.org?starttls=optional", "in plain text"),
        ("SMTP_URL", "smtp://mail.example.org?starttls=never", "in plain text"),
        ("SMTP_URL", "smtp://mail.example.org:mail", "has a port that is no number from 1 to 65535"),
        ("SMTP_URL", "smtp://[mail.example.org", "is not an smtp:// address"),
        (
            "TRUSTED_PROXIES",
            "127.0.0.1, proxy.example.org",
            "has 'proxy.example.org' in it, which is no network address",
        ),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "has '10.0.0.1/8' in it, which is no network address"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "anybody could then say that they are somebody else"),
        ("WEBHOOK_SECRET", "has blanks", "is not 1 to 256"),
        ("WEBHOOK_URL", "https://bot.example.org:9999/hook", "port 9999"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence_with_place_and_remedy(monkeypatch, name, value, says):
    monkeypatch.setenv(f"OUTREACH_{name}", value)
    if name == "WEBHOOK_URL":
        monkeypatch.setenv("OUTREACH_WEBHOOK_SECRET", "s3cret")

    with pytest.raises(WrongSettings) as told:
        load()

    sentence = str(told.value)
    assert f"OUTREACH_{name} (environment)" in sentence
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\u202e", "\u200b"])
@pytest.mark.parametrize("name", ["HOST", "DATA", "TELEGRAM_TOKEN"])
def test_a_value_with_signs_that_steer_or_are_not_seen_is_refused_and_not_printed(monkeypatch, name, sign):
    monkeypatch.setenv(f"OUTREACH_{name}", f"a{sign}b")

    with pytest.raises(WrongSettings) as told:
        load()

    assert str(told.value).startswith(f"OUTREACH_{name} (environment) holds a control character")
    assert sign not in str(told.value)


@pytest.mark.parametrize("name", ["DATA", "CAMPAIGN", "HOST", "TELEGRAM_TOKEN"])
def test_blanks_alone_are_no_value(monkeypatch, name):
    monkeypatch.setenv(f"OUTREACH_{name}", "  ")

    with pytest.raises(
        WrongSettings, match=f"^OUTREACH_{name} \\(environment\\) holds blanks and nothing else"
    ):
        load()


def test_a_folder_named_with_signs_that_steer_is_refused(tmp_path):
    with pytest.raises(WrongSettings, match=r"^--data holds a control character"):
        load(data=tmp_path / "a\x1b[2J")


@pytest.mark.parametrize("name", ["WEBHOOK_SECRET", "SMTP_URL", "STORE"])
def test_a_wrong_secret_is_never_printed(monkeypatch, name):
    monkeypatch.setenv(f"OUTREACH_{name}", "my very secret")

    with pytest.raises(WrongSettings) as told:
        load()

    assert "my very secret" not in str(told.value)


def test_of_an_address_with_a_password_nothing_is_printed(monkeypatch):
    monkeypatch.setenv("OUTREACH_PUBLIC_URL", "https://ana:swordfish@bot.example.org")
    monkeypatch.setenv("OUTREACH_SMTP_URL", "smtp://ana:swordfish/x@host:25")

    with pytest.raises(WrongSettings) as told:
        load()

    assert "swordfish" not in str(told.value)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch):
    monkeypatch.setenv("OUTREACH_TELEGRAM_TOKEN", "123:swordfish")
    monkeypatch.setenv("OUTREACH_SMTP_URL", "smtp://user:swordfish@host")
    monkeypatch.setenv("OUTREACH_STORE", "postgresql://user:swordfish@host/db")

    assert "swordfish" not in repr(load())


def test_a_webhook_without_a_secret_is_refused(monkeypatch):
    monkeypatch.setenv("OUTREACH_WEBHOOK_URL", "https://bot.example.org/hook")

    with pytest.raises(WrongSettings, match="OUTREACH_WEBHOOK_SECRET"):
        load()


def test_on_this_machine_the_webhook_may_have_any_port(monkeypatch):
    monkeypatch.setenv("OUTREACH_WEBHOOK_URL", "http://127.0.0.1:9999/hook")
    monkeypatch.setenv("OUTREACH_WEBHOOK_SECRET", "a-b_C1")

    assert load().webhook_url == "http://127.0.0.1:9999/hook"


def test_a_key_inside_the_data_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTREACH_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(WrongSettings, match="inside the data folder"):
        load(data=tmp_path)


def test_a_nearly_right_name_is_pointed_out(monkeypatch):
    monkeypatch.setenv("OUTREACH_TELEGRAM_TOKNE", "1:a")

    with pytest.raises(WrongSettings, match="Did you mean OUTREACH_TELEGRAM_TOKEN"):
        load()


def test_another_programs_variable_is_left_alone(monkeypatch):
    monkeypatch.setenv("OUTREACH_TEAM_PHONE_BOOK", "x")

    assert load() is not None
