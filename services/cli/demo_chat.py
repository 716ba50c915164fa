"""The chat of `sales-agent demo --telegram`: Anna talks to the agent's bot from the prompt.

It writes to the stand-in for Telegram; what the bot says is printed with everything else that the agent sends.
"""

from services.cli.stage import Stage

CHAT_HELP = """[bold]Telegram[/bold]
  [cyan]tg Сколько это стоит?[/cyan]   write to the bot as Anna; the first time opens the chat by her link
  [cyan]tg /stop[/cyan]                any command of the bot: /start, /help, /privacy, /language, /clear_context, /stop
  [cyan]press deck[/cyan]              press a button: deck, demo, later, stop
"""


class DemoChat:
    """A person with Telegram, tied to a contact of the demo by a link."""

    def __init__(self, stage: Stage, contact_id: str, name: str) -> None:
        if stage.telegram is None:
            raise ValueError("this stage has no Telegram")
        self._stage = stage
        self._contact_id = contact_id
        self._person = stage.telegram.person(name)

    def does(self, verb: str, given: str) -> str:
        """`tg TEXT` or `press BUTTON`; what to tell the person at the prompt, "" for nothing."""
        if not given:
            return "write what: tg Сколько это стоит?" if verb == "tg" else "press which: deck, demo, later or stop"
        if verb == "press":
            try:
                self._person.presses(self._stage.bot, given)
            except LookupError as error:
                return str(error)
            return ""
        if self._stage.bot.id not in self._person.started:
            self._person.starts(self._stage.bot, self._stage.start_parameter(self._contact_id))
        if given != "/start":
            self._person.says(self._stage.bot, given)
        return ""
