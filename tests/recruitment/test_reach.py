import pytest

from outreach_bot.recruitment.reach import only_here

HERE = [
    "http://127.0.0.1:8080",
    "http://127.1:8080/i/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://[::1]:8080/i/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1%25eth0]/",
    "https://10.1.2.3",
    "https://192.168.0.7:8443/i/",
    "https://172.16.0.1",
    "https://169.254.1.1",
    "https://100.64.0.1",
    "http://0.0.0.0:8080",
    "http://localhost:8080",
    "http://LOCALHOST./i/",
    "https://bot.localhost",
    "https://laptop.local",
    "https://care.home.arpa",
    "https://voice.intranet",
    "https://server",
    "https://bot.test",
    "https://bot.invalid",
    "https://chat.example",
    "https://chat.example.org/i/",
    "https://example.com",
    "http://abcdefghijklmnop.onion",
    "https://[not-an-address",
]
ANYWHERE = [
    "https://voice.granite-care.org",
    "https://voice.granite-care.org:8443/i/",
    "https://t.me/YourCareYourVoiceBot?start=",
    "https://8.8.8.8",
    "https://[2606:4700::1111]/",
    "https://localhost.granite-care.org",
    "https://local.care",
    "https://examples.org",
    "https://test.org",
    "https://face.be",
    "",
]


@pytest.mark.parametrize("url", HERE)
def test_an_address_of_this_machine_or_its_neighbours_opens_only_here(url):
    assert only_here(url)


@pytest.mark.parametrize("url", ANYWHERE)
def test_an_address_of_the_public_net_opens_anywhere_and_none_at_all_is_nothing_to_open(url):
    assert not only_here(url)
