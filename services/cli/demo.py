"""`sales-agent demo`: the whole agent on this machine, with nothing installed but Python.

By hand: a webmail to answer from, the conversation in the terminal, a prompt that takes `client_utils`
commands and `wait 3d`. Headless: a written conversation is played on a virtual clock. A composition root.
"""

import asyncio
import datetime
import json
import os
import pathlib
import sys
import threading
from typing import Any

from rich.console import Console

from services.app_logic.brain import chosen
from services.cli import contacts, script, stage
from services.cli.demo_chat import CHAT_HELP, DemoChat
from services.cli.play import Player
from services.core import log, settings
from services.core.clock import ShiftedClock, VirtualClock
from services.core.domain import address, calendar, contact
from services.core.domain.outbox_item import Kind, State
from services.core.store import enrolment

CLIENT = "anna@veter.example"
_HELP = """[bold]What to try[/bold]
  Open the webmail, choose the mailbox of [cyan]{client}[/cyan] (password [cyan]{password}[/cyan]) and answer as Anna would:
    [green]Сколько это стоит?[/green] · [green]Пришлите презентацию[/green] · [green]Давайте созвонимся[/green] ·
    [green]Не сейчас, напишите через две недели[/green] · [green]Вам к Ирине, irina@veter.example[/green] · [green]Стоп[/green]
[bold]Commands[/bold]
  [cyan]wait 3d[/cyan]            let time pass (also 2h, 30m, 2w), doing what falls due on the way
  [cyan]add --name Bob --email bob@wind.example --language en[/cyan]   any command of client_utils
  [cyan]list[/cyan], [cyan]show {client}[/cyan], [cyan]help[/cyan], [cyan]quit[/cyan]
"""


def main(headless: bool, written: pathlib.Path | None, as_json: bool, with_telegram: bool = False) -> int:
    """Run the demo; the exit code: 0 ok, 1 an expectation failed, 2 a bad script."""
    if headless or written is not None:
        return _play(written, as_json)
    log.set_up("ERROR", plain=True)
    try:
        return asyncio.run(_by_hand(Console(), with_telegram))
    except KeyboardInterrupt:
        return 0


def _play(written: pathlib.Path | None, as_json: bool) -> int:
    log.set_up("ERROR", plain=True)
    if written is None:
        return _refuse("--headless needs --script FILE", "script", "write one as in docs/demo.md", as_json)
    try:
        parsed = script.parse(written.read_text(encoding="utf-8"))
    except OSError as error:
        return _refuse(f"cannot read {written}: {error.strerror}", "script", "check the path", as_json)
    except UnicodeDecodeError:
        return _refuse(f"{written} is not UTF-8 text", "script", "save it as UTF-8", as_json)
    except script.ScriptError as error:
        return _refuse(str(error), error.field, error.hint, as_json)
    try:
        player = asyncio.run(_perform(parsed))
    except script.ScriptError as error:
        return _refuse(str(error), error.field, error.hint, as_json)
    if as_json:
        print(json.dumps(player.report(), ensure_ascii=False, indent=2))
    else:
        _show(player)
    return 0 if player.is_ok else 1


def _refuse(what: str, field: str, hint: str, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": what, "field": field, "hint": hint}, ensure_ascii=False), file=sys.stderr)
    else:
        print(f"{what}\n  {hint}" if hint else what, file=sys.stderr)
    return 2


async def _perform(parsed: script.Script) -> Player:
    brain, encoder = chosen.brain(settings.load())
    clients = (parsed.contact.email,) if parsed.contact.email else ()
    with_telegram = parsed.is_in_telegram
    async with stage.Stage(VirtualClock(parsed.now), brain, encoder, clients, with_telegram=with_telegram) as running:
        player = Player(running, parsed)
        await player.play()
    return player


def _show(player: Player) -> None:
    console = Console()
    for entry in player.transcript:
        _print_message(console, entry.at, entry.sender, entry.to, entry.subject, entry.text, entry.attachments)
    for step in player.steps:
        mark = "[green]ok[/green]" if step["ok"] else f"[red]failed[/red] {step['why']}"
        console.print(f"step {step['step']}: {mark}")


def _print_message(
    console: Console,
    at: datetime.datetime,
    sender: str,
    to: str,
    subject: str,
    text: str,
    files: tuple[str, ...] = (),
) -> None:
    colour = "cyan" if sender == "agent" else "green"
    console.rule(f"[{colour}]{sender} → {to}[/{colour}]  {at:%a %d %b %H:%M} UTC", align="left")
    console.print(subject, style="bold", markup=False)
    console.print(text.strip(), markup=False)
    for name in files:
        console.print(f"📎 {name}", markup=False)


async def _by_hand(console: Console, with_telegram: bool) -> int:
    configuration = settings.load()
    console.print("[bold]Starting the sales agent[/bold]: mail server, workers and an in-memory database, all here…")
    brain, encoder = chosen.brain(configuration)
    clock = ShiftedClock()
    async with stage.Stage(clock, brain, encoder, (CLIENT,), with_telegram=with_telegram) as running:
        await _first_contact(running, clock)
        console.print(f"\nWebmail: [bold blue]{running.mail.webmail_url}[/bold blue]   brain: {brain.name}")
        console.print(_HELP.format(client=CLIENT, password=running.mail.password))
        chat = DemoChat(running, "c-anna", "Анна") if with_telegram else None
        if chat is not None:
            os.environ.setdefault("SECRET_KEY", running.secret_key)  # for `link`, which signs
            console.print(CHAT_HELP)
        console.print("[yellow]Everything here ends with the demo; nothing leaves this machine.[/yellow]\n")
        follow = asyncio.create_task(_follow(running, console))
        try:
            await _prompt(running, clock, console, chat)
        finally:
            follow.cancel()
            await asyncio.gather(follow, return_exceptions=True)
    console.print("The demo is over; its data is gone.")
    return 0


async def _first_contact(running: stage.Stage, clock: ShiftedClock) -> None:
    """Anna, in working hours: at night the opening would politely wait for the morning."""
    offer = (await running.database.campaigns.all())[0]
    zone = contact.zone_of(offer.timezone)
    clock.move_to(calendar.next_open(clock.now(), offer.window, zone, offer.country))
    now = clock.now()
    basis = contact.Basis(text="invented for the demo", source="demo", at=now, operator="demo")
    anna = contact.Contact(
        id="c-anna",
        name="Анна",
        company="ООО «Ветер»",
        language="ru",
        timezone=offer.timezone,
        addresses=(address.email(CLIENT),),
        basis=basis,
        created_at=now,
    )
    await enrolment.enrol(running.database, anna, offer, now)


async def _follow(running: stage.Stage, console: Console) -> None:
    """Print what is sent, received and decided, as it happens."""
    seen: set[str] = set()
    while True:
        for talk in await running.database.conversations.all():
            for message in await running.database.messages.of_conversation(talk.id):
                if message.id not in seen:
                    seen.add(message.id)
                    shown = (message.arrived_at, message.sender.value, "agent", message.subject, message.shown)
                    _print_message(console, *shown)
            for event in await running.database.events.of_conversation(talk.id):
                if event["_id"] not in seen:
                    seen.add(event["_id"])
                    console.print(f"  ⋯ {event['kind']}: {event['why']}", style="dim", markup=False)
        for item in await running.database.outbox.in_states(State.SENT):
            if item.id not in seen:
                seen.add(item.id)
                files = tuple(file.name for file in item.files)
                sender = "agent" if item.kind is not Kind.NOTICE else "agent (to you)"
                _print_message(
                    console, item.sent_at or item.date, sender, item.to.value, item.subject, item.text, files
                )
        await asyncio.sleep(0.5)


async def _prompt(running: stage.Stage, clock: ShiftedClock, console: Console, chat: DemoChat | None) -> None:
    """Read commands until `quit` or the end of input."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        # A thread of its own that dies with the process: Ctrl-C must not wait for the next line.
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        words = line.split()
        if not words:
            continue
        if words[0] in ("quit", "exit", "q"):
            return
        if words[0] == "help":
            console.print(_HELP.format(client=CLIENT, password=running.mail.password))
        elif chat is not None and words[0] in ("tg", "press"):
            console.print(chat.does(words[0], line.strip().partition(" ")[2]), style="yellow", markup=False)
        elif words[0] == "wait":
            await _wait(running, " ".join(words[1:]), clock, console)
        else:
            await contacts.run_line(line.strip(), running.database, clock, console)


async def _wait(running: stage.Stage, span: str, clock: ShiftedClock, console: Console) -> None:
    try:
        duration = script.parse_duration(span)
    except ValueError as error:
        console.print(f"[red]{error}[/red]")
        return
    await running.go_on_to(clock.now() + duration)
    local: Any = clock.now().astimezone()
    console.print(f"It is {local:%A %d %B %Y, %H:%M} now.", style="yellow")
