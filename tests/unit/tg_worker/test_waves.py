"""What may be filed side by side: chats each in their order; what ties a chat to somebody else stands alone."""

import json

from services.core.domain.update import Update
from services.tg_worker.receive import waves
from tests.builders import NOW


def an_update(number: int, **content: object) -> Update:
    return Update(id=f"bot:1:{number}", account="bot", number=number, raw=json.dumps(content), at=NOW)


def written(number: int, chat: int, text: str = "Сколько стоит?") -> Update:
    who = {"id": chat, "is_bot": False, "first_name": "Анна"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": who, "text": text}
    return an_update(number, message=message)


def numbers(waiting: list[Update]) -> list[list[list[int]]]:
    return [[[each.number for each in chat] for chat in wave] for wave in waves(waiting)]


def test_chats_are_filed_side_by_side_and_each_in_its_order() -> None:
    assert numbers([written(1, 7), written(2, 8), written(3, 7), written(4, 9)]) == [[[1, 3], [2], [4]]]


def test_a_link_is_filed_after_what_came_before_it_and_before_what_came_after() -> None:
    linked = written(2, 8, "/start abc")
    assert numbers([written(1, 7), linked, written(3, 8), written(4, 7)]) == [[[1]], [[2]], [[3], [4]]]


def test_a_plain_start_waits_for_nobody() -> None:
    assert numbers([written(1, 7, "/start"), written(2, 8, "/start")]) == [[[1], [2]]]


def test_what_cannot_be_read_and_a_business_connection_stand_alone() -> None:
    owner = {"id": 5, "is_bot": False, "first_name": "Вера"}
    connected = an_update(2, business_connection={"id": "x", "user": owner, "is_enabled": True})
    assert numbers([written(1, 7), connected, an_update(3), written(4, 7)]) == [[[1]], [[2]], [[3]], [[4]]]


def test_nothing_makes_no_wave() -> None:
    assert waves([]) == []
