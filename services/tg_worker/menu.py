"""The bot's menu: its commands in each language, as Telegram shows them beside the text field.

They are set where Telegram has others, and only then. It carries no command out (`commands.py`), and it does not
touch a menu that was set for single chats.
"""

from services.tg_worker import client, words

# Whoever speaks a language without a menu of its own sees that of "" (core.telegram.org/bots/api#setmycommands).
_FALLBACK = "en"
LANGUAGES = ("", *words.LANGUAGES)


async def keep(bot: client.Bot) -> int:
    """Make the menu what it should be; in how many languages it was not. Raises `errors.DeliveryError`."""
    changed = 0
    for language in LANGUAGES:
        wanted = words.menu(language or _FALLBACK)
        if await bot.commands(language) != wanted:
            await bot.set_commands(wanted, language)
            changed += 1
    return changed
