"""`python -m outreach_bot`: the same as the command `outreach-bot`."""

from outreach_bot.cli import main

main()
