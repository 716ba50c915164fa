"""A whole run with a canary in every word of a client: after `erase` it is in no document, backup or log line."""

import gzip
import pathlib

import structlog

from services.core.domain import address
from tests.flow.scene import Scene
from tests.unit.cli.desk import Operator, documents

CANARY = "kanarejka"


async def test_after_erase_nothing_of_the_person_is_left_anywhere_and_the_address_is_refused(
    scene: Scene, tmp_path: pathlib.Path
) -> None:
    mail_address = f"{CANARY}@{CANARY}.example"
    with structlog.testing.capture_logs() as lines:
        client = await scene.adds(mail_address, CANARY, id="c-anna", company=CANARY)
        await scene.stage.settle()
        await client.one()
        await client.says(f"Сколько стоит ваш сервис для {CANARY}?")
        await client.says(f"Давайте созвонимся, мой телефон +79031234567, {CANARY}")
        await client.says(f"Это возмутительно! Где вы взяли адрес {CANARY}?")
        operator = Operator(scene.database)
        operator.clock.move_to(scene.now)
        assert CANARY in documents(scene.database)
        assert (await operator.types("erase c-anna --yes")).code == 0
        await scene.stage.settle()
        assert (await operator.asks_system(f"backup {tmp_path / 'a'}")).code == 0
    assert CANARY not in documents(scene.database)
    assert CANARY.encode() not in gzip.decompress((tmp_path / "a").read_bytes())
    assert {line["event"] for line in lines} >= {"sent", "understood", "decided", "received"}
    assert CANARY not in repr(lines)
    assert (await operator.types(f"add --email {mail_address}")).code == 5
    assert await scene.database.suppressions.of(address.email(mail_address)) is not None
