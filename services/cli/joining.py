"""`client_utils merge` and `unmerge`: two contacts that are one person become one, and two again.

What is done and in which order stands in `core/store/merging` and `parting`; here are the words. It asks nothing back.
"""

from typing import Any

from services.cli import showing, terminal
from services.cli.opening import Desk
from services.core import errors
from services.core.domain import merger
from services.core.domain.contact import Contact
from services.core.domain.conversation import Stage
from services.core.store import merging, parting


async def merge(desk: Desk, who: str, other: str) -> int:
    """The second contact turns out to be the first one. Repeating it finishes what was broken off."""
    kept, given_up = await showing.person(desk, who), await _exactly(desk, other)
    if given_up.id == kept.id:
        given_up = next(iter(await _named(desk, kept, other)), given_up)  # an address that came with a merge
    was_done = given_up.merge is not None and given_up.merge.state is merger.State.DONE
    done = await merging.merge(desk.database, kept, given_up, desk.now(), desk.operator)
    person = await showing.person(desk, kept.id)
    talks = await desk.database.conversations.of_contact(person.id)
    is_silent = await merging.is_willed(desk.database, person) or any(each.stage is Stage.STOPPED for each in talks)
    pairs = done.merge.pairs if done.merge is not None else ()
    document: dict[str, Any] = {
        "id": person.id,
        "merged": done.id,
        "changed": not was_done,
        "addresses": [each.value for each in person.addresses],
        "stopped": is_silent,
        "conversations": [
            {"id": each.id, "campaign": each.campaign, "stage": str(each.stage), "absorbed": list(each.absorbed)}
            for each in talks
        ],
        "pairs": [{"kept": each.kept, "absorbed": each.absorbed, "why": each.why} for each in pairs],
    }
    lines = [f"{done.id} is {person.id} from now on: {', '.join(document['addresses'])}."]
    if was_done:
        lines = [f"{done.id} was merged into {person.id} already."]
    lines += [f"{each.kept} goes on and has taken in {each.absorbed}: {each.why}." for each in pairs]
    lines += [f"Lost its time: the meeting of {each}. Tell the client." for each in _meetings(done)]
    lines += ["Nothing is written to any of them: a stop on one address is a stop on all."] * is_silent
    desk.terminal.result(document, *lines, f"To take it apart: client_utils unmerge {done.id}")
    return terminal.OK


def _meetings(done: Contact) -> list[str]:
    pairs = done.merge.pairs if done.merge is not None else ()
    return [each.absorbed for each in pairs if each.absorbed_before.get("demo_at") is not None]


async def unmerge(desk: Desk, who: str) -> int:
    """Two people again. What cannot be undone is said."""
    given_up = await _given_up(desk, who)
    kept_id = given_up.merged_into
    split = await parting.unmerge(desk.database, given_up.id, desk.now(), desk.operator)
    kept = await showing.person(desk, kept_id)
    both = [await _brief(desk, each) for each in (kept, split)]
    lines = [f"{split.id} and {kept.id} are two contacts again."]
    lines += [f"{each['id']}: {', '.join(each['addresses'])}; {_stages(each)}" for each in both]
    if any(each["stopped"] for each in both):
        lines.append("A stop is not undone: client_utils restart ID --consent TEXT, for whoever has asked for it.")
    desk.terminal.result({"id": split.id, "unmerged_from": kept.id, "contacts": both}, *lines)
    return terminal.OK


def _stages(told: dict[str, Any]) -> str:
    return ", ".join(f"{each['id']} {each['stage']}" for each in told["conversations"]) or "no conversation"


async def _brief(desk: Desk, person: Contact) -> dict[str, Any]:
    talks = await desk.database.conversations.of_contact(person.id)
    return {
        "id": person.id,
        "addresses": [each.value for each in person.addresses],
        "stopped": await merging.is_willed(desk.database, person),
        "conversations": [{"id": each.id, "stage": str(each.stage)} for each in talks],
    }


async def _exactly(desk: Desk, who: str) -> Contact:
    """The contact of this id even where it was merged; else as everywhere."""
    found = await desk.database.contacts.get(who.strip())
    return found or await showing.person(desk, who)


async def _named(desk: Desk, into: Contact, who: str) -> list[Contact]:
    """Of those that were merged into a contact, whoever had this address."""
    merged = await desk.database.contacts.merged_into(into.id)
    return [each for each in merged if any(who.strip() in (one.value, one.base) for one in each.addresses)]


async def _given_up(desk: Desk, who: str) -> Contact:
    """The contact that was given up: named by its id, by an address of its own, or by the only merge of a contact.

    Raises `errors.BadInput` where nothing was merged, or more than one contact could be meant.
    """
    found = await _exactly(desk, who)
    if found.merged_into:
        return found
    named = await _named(desk, found, who) or await desk.database.contacts.merged_into(found.id)
    if not named:
        raise errors.BadInput(
            f"nothing was merged into {found.id}", field="contact", hint=f"client_utils show {found.id}"
        )
    if len(named) > 1:
        ids = ", ".join(each.id for each in named)
        raise errors.BadInput(f"several contacts were merged into {found.id}", field="contact", hint=f"name one: {ids}")
    return named[0]
