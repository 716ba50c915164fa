"""Personas: enough ways to write in both languages, and every one says what was meant by it."""

import pathlib
import re

import pytest

from services.app_logic.stages import decide
from services.cli import judge, persona
from services.cli.persona import NO_FACT, PLACEHOLDERS, Moment, Persona
from services.core import errors
from services.core.domain.campaign import FactKind
from services.core.domain.understanding import Intent
from tests.flow import scene

EVERYONE = persona.everyone()
NAMES = {"curious", "curt", "angry", "redirector", "procrastinator", "out_of_office", "ai_agent", "injector",
         "language_switcher", "price_haggler", "typo_maker"}  # fmt: skip
SILENT = {Intent.STOP, Intent.AUTO_REPLY, Intent.OTHER}


def test_everybody_is_there() -> None:
    assert {each.persona for each in EVERYONE} == NAMES


@pytest.mark.parametrize("who", EVERYONE, ids=lambda each: each.persona)
def test_a_persona_has_thirty_phrasings_in_two_languages_for_every_moment(who: Persona) -> None:
    assert len(who.phrasings) >= 30
    assert len({each.text for each in who.phrasings}) == len(who.phrasings)
    for language in ("ru", "en"):
        mine = [each for each in who.phrasings if each.language == language]
        assert len(mine) >= 15
        assert {each.at for each in mine} >= set(Moment) - {Moment.OFFERED}
        assert all(who.fitting(moment, language) for moment in Moment)


@pytest.mark.parametrize("who", EVERYONE, ids=lambda each: each.persona)
def test_what_was_meant_is_told_in_full(who: Persona) -> None:
    for each in who.phrasings:
        labels = set().union(*each.means)
        holes = set(re.findall(r"\{\{(\w+)\}\}", each.text))
        assert bool(each.to) == (Intent.REDIRECT in labels), each.text
        assert (bool(each.facts) or each.injects) or Intent.QUESTION not in labels, each.text
        assert bool(each.after) <= (Intent.TIMEOUT in labels), each.text
        assert ("date" in holes) == (each.after == "date" or each.back), each.text
        assert ("slot" in holes) == each.picks, each.text
        assert {"same": "colleague", "other": "outside", "phone": "phone"}.get(each.to, "") in {*holes, ""}, each.text
        assert holes <= PLACEHOLDERS or each.injects, each.text
        assert each.answer or any(reading & SILENT for reading in each.means), each.text
        assert not each.answer or not all(Intent.STOP in reading for reading in each.means), each.text


async def test_every_fact_asked_for_is_one_of_the_sample_campaign() -> None:
    async with scene.opened() as running:
        offer = await running.offer()
    ids = {each.id for each in offer.facts}
    known = ids | {each.partition(".")[0] for each in ids} | {str(kind) for kind in FactKind} | {NO_FACT}
    for who in EVERYONE:
        asked = {name for each in who.phrasings for entry in each.facts for name in entry.split("|")}
        assert asked <= known, who.persona


def test_few_phrasings_may_be_handed_over_as_unclear() -> None:
    unclear = [each for who in EVERYONE for each in who.phrasings if each.ambiguous]
    assert len(unclear) <= 0.06 * sum(len(who.phrasings) for who in EVERYONE)


def test_the_judge_and_the_agent_mean_the_same_by_a_rules_name() -> None:
    assert {rule.id for rule in decide.RULES} > judge.UNSURE


@pytest.mark.parametrize(
    "written",
    ["[]", "persona: x", "persona: x\nabout: y\nturns: [1, 2]\nphrasings: [{at: first, ru: a, means: [shout]}]", "{"],
)
def test_a_file_that_is_no_persona_is_refused(written: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(errors.BadInput, match=r"x\.yaml"):
        persona.read(path)
