"""Options for the whole run."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="Rewrite the bot's side of tests/chats/ as it is now; look at the difference before you keep it.",
    )
