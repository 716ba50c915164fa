"""What follows: the Decision that each rule of `stages/decide` makes of a Situation. Pure.

One function for each consequence; which one it is to be is the table's business. It chooses no words and reads no mail.
"""

import collections.abc
import datetime

from services.app_logic import pacing
from services.core.domain import contact, decision
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.message import Trust
from services.core.domain.situation import Situation
from services.core.domain.understanding import Intent


def in_circles(known: Situation, rule: str) -> Decision:
    """Two robots would go on for ever, and a person deserves better: somebody has to look."""
    why = f"the talk goes in circles: {_words(known)}"
    return _made(known, rule, Action.IGNORE, stage=Stage.HANDED_OFF, why=why, wake=None, notify=why)


def _engaged(known: Situation) -> Stage:
    """The stage after an exchange: a booked demo stays booked."""
    return known.stage if known.stage in (Stage.DEMO_BOOKED, Stage.WON) else Stage.ENGAGED


def _made(
    known: Situation,
    rule: str,
    *actions: Action,
    stage: Stage,
    why: str,
    wake: datetime.datetime | None,
    **more: object,
) -> Decision:
    fields: dict[str, object] = {
        "rule": rule,
        "actions": actions,
        "intent": known.understanding.primary,
        "why": why,
        "speaks": any(action in decision.SPEAKING for action in actions),
        "stage": stage,
        "wake_at": wake,
        **more,
    }
    return Decision.model_validate(fields)


def _words(known: Situation) -> str:
    quote = known.understanding.quote_of(known.understanding.primary)
    return f"“{quote[:120]}”" if quote else "no words"


def silent_but_told(notify: str) -> collections.abc.Callable[[Situation, str], Decision]:
    """Say nothing, change nothing, tell the operator."""

    def made(known: Situation, rule: str) -> Decision:
        wake = None if known.stage in (Stage.STOPPED, Stage.HANDED_OFF) else known.next_touch_at
        return _made(known, rule, Action.IGNORE, stage=known.stage, why=notify, wake=wake, notify=notify)

    return made


def stop(known: Situation, rule: str) -> Decision:
    """Silence for ever; the operator hears of it only where a colleague asked."""
    return _made(
        known,
        rule,
        Action.STOP,
        stage=Stage.STOPPED,
        why=f"asked us to stop: {_words(known)}",
        wake=None,
        notify="" if known.sender_is_contact else "a colleague of the contact asked us to stop",
    )


def bounce(known: Situation, rule: str) -> Decision:
    """A dead address is left; a passing refusal changes nothing."""
    if known.hard_bounce:
        return _made(
            known, rule, Action.STOP, stage=Stage.UNREACHABLE, why=f"the address is dead: {_words(known)}", wake=None
        )
    return _made(
        known,
        rule,
        Action.IGNORE,
        stage=known.stage,
        why=f"not delivered for now: {_words(known)}",
        wake=known.next_touch_at,
    )


def auto_reply(known: Situation, rule: str) -> Decision:
    """Nobody is there: nothing is answered, and touches wait for the day after the return."""
    back = known.understanding.when
    wake = known.next_touch_at
    why = f"an automatic reply: {_words(known)}"
    if back is not None and wake is not None and wake != NEVER:
        wake = max(wake, pacing.back_at(back.not_before, contact.zone_of(known.timezone)))
        why = f"away until {back.not_before:%Y-%m-%d}"
    # Nothing about the mail says that a robot sent it, only its words: it may have been a person after all.
    notify = "" if known.understanding.source == "signals" else f"not answered, since it reads like {why}"
    return _made(known, rule, Action.IGNORE, stage=known.stage, why=why, wake=wake, notify=notify)


def hand_off(why: str) -> collections.abc.Callable[[Situation, str], Decision]:
    """A holding answer, and a person takes over."""

    def made(known: Situation, rule: str) -> Decision:
        return _made(
            known,
            rule,
            Action.HAND_OFF,
            stage=Stage.HANDED_OFF,
            why=f"{why}: {_words(known)}",
            wake=None,
            notify=f"{why}: {_words(known)}",
        )

    return made


def maybe_stop(known: Situation, rule: str) -> Decision:
    """Nothing is answered; a person looks."""
    why = "this may be a request to stop; nothing was answered"
    return _made(known, rule, Action.IGNORE, stage=Stage.HANDED_OFF, why=why, wake=None, notify=why)


def over_budget(known: Situation, rule: str) -> Decision:
    """No more answers; a person looks."""
    why = "the budget of answers is used up"
    return _made(known, rule, Action.IGNORE, stage=Stage.HANDED_OFF, why=why, wake=None, notify=why)


def forbidden(known: Situation, rule: str) -> Decision:
    """The campaign's set phrase."""
    why = f"a topic that is not discussed: {known.forbidden_topic}"
    return _made(known, rule, Action.DECLINE, stage=_engaged(known), why=why, wake=known.nudge_at)


def redirect(known: Situation, rule: str) -> Decision:
    """To the right person, or a question who that is; held where it could be a relay to strangers."""
    person = known.understanding.referral
    if person is None or not (person.email or person.phone or person.telegram):
        why = f"not the right person, and nobody to write to was named: {_words(known)}"
        return _made(
            known, rule, Action.ACKNOWLEDGE, stage=_engaged(known), why=why, wake=known.nudge_at, referral=person
        )
    reason = _why_held(known)
    why = f"sent on to {person.name or person.role or 'another address'}: {_words(known)}"
    return _made(
        known,
        rule,
        Action.REDIRECT,
        stage=Stage.REDIRECTED,
        why=why,
        wake=None,
        referral=person,
        held=reason,
        notify=f"a redirect waits for you: {reason}" if reason else "",
    )


def _why_held(known: Situation) -> str:
    """Why a redirect needs a person's yes, or "": the agent must not be made to write to strangers."""
    person = known.understanding.referral
    if person is None or not person.email:
        return "no e-mail address was given"
    if known.may_redirect:
        return known.may_redirect
    if known.redirects >= known.redirect_limit:
        return "this conversation has sent us on before"
    if not known.sender_is_contact and known.trust is not Trust.FULL:
        return "a colleague of the contact sent us on, and is not proven"
    if not known.same_domain and known.trust is not Trust.FULL:
        return "another mail domain, and the sender is not proven"
    if not known.same_domain:
        return "another mail domain"
    return ""


def timeout(known: Situation, rule: str) -> Decision:
    """A pause until the day that was named, or the usual one."""
    meant = known.understanding.when
    named = day = _named_day(known)
    if day is None:
        local = known.now.astimezone(contact.zone_of(known.timezone)).date()
        day = local + datetime.timedelta(days=known.default_pause_days)
    actions = [Action.PAUSE, *_extras(known)]
    if known.meeting_state is not None:
        actions.append(Action.CANCEL_DEMO)
    return _made(
        known,
        rule,
        *actions,
        stage=Stage.PAUSED,
        why=f"later, not before {day:%Y-%m-%d}: {_words(known)}",
        wake=None,
        pause_until=day,
        named_day=named,
        # Said back in the reminder: only the words that name the time, never what a brain was made to quote.
        pause_quote=meant.quote if meant is not None else "",
        facts=_facts(known),
        notify=_open_question(known),
    )


def _named_day(known: Situation) -> datetime.date | None:
    """The day that the client named, when it is sure enough to go by."""
    meant = known.understanding.when
    return meant.not_before if meant is not None and meant.sure >= 0.5 else None


def _extras(known: Situation) -> list[Action]:
    """What else was asked for in the same breath."""
    heard, extras = known.understanding, []
    if heard.has(Intent.PRESENTATION) and heard.primary is not Intent.PRESENTATION and known.has_presentation:
        extras.append(Action.SEND_PRESENTATION)
    if heard.has(Intent.QUESTION) and heard.primary is not Intent.QUESTION:
        extras += [Action.ANSWER] if known.facts else [Action.ASK_COLLEAGUE] if _asks_apart(known) else []
    return extras


def _asks_apart(known: Situation) -> bool:
    """Whether the question has words of its own: “Could you send the deck?” is answered by the deck."""
    asked, wanted = (known.understanding.quote_of(each) for each in (Intent.QUESTION, known.understanding.primary))
    return asked not in wanted and wanted not in asked


def _open_question(known: Situation) -> str:
    """What the operator is told about a question that was asked by the way and that no fact answers, or ""."""
    is_open = known.understanding.has(Intent.QUESTION) and not known.facts and _asks_apart(known)
    return (
        f"a question that no fact answers: “{known.understanding.quote_of(Intent.QUESTION)[:120]}”" if is_open else ""
    )


def _facts(known: Situation) -> tuple[str, ...]:
    return tuple(found.fact for found in known.facts) if known.understanding.has(Intent.QUESTION) else ()


def meeting_agreed(known: Situation, rule: str) -> Decision:
    """The yes is noted and told; a person would not answer it either."""
    why = f"said {known.wish} to the meeting: {_words(known)}"
    return _made(known, rule, Action.IGNORE, stage=known.stage, why=why, wake=known.next_touch_at)


def meeting_moved(known: Situation, rule: str) -> Decision:
    """Another time that is free is booked at once; else the old one is given back and others are offered."""
    if known.demo_choice is not None:
        return demo(known, rule)
    return _made(
        known,
        rule,
        Action.CANCEL_DEMO,
        Action.OFFER_DEMO,
        *_extras(known),
        stage=Stage.ENGAGED,
        why=f"wants another time: {_words(known)}",
        wake=known.nudge_at,
        slots=known.free_slots,
        refused=known.demo_refused,
        named_day=_named_day(known),
        facts=_facts(known),
    )


def meeting_cancelled(known: Situation, rule: str) -> Decision:
    """The time is given back."""
    why = f"called the meeting off: {_words(known)}"
    return _made(known, rule, Action.CANCEL_DEMO, stage=Stage.ENGAGED, why=why, wake=known.nudge_at)


def demo(known: Situation, rule: str) -> Decision:
    """A time is booked, or times are offered."""
    if known.demo_choice is not None:
        return _made(
            known,
            rule,
            Action.BOOK_DEMO,
            *_extras(known),
            stage=Stage.DEMO_BOOKED,
            why=f"chose a time for the demo: {_words(known)}",
            wake=None,
            slots=(known.demo_choice,),
            facts=_facts(known),
            notify="; ".join(filter(None, ("a demo to confirm", _open_question(known)))),
        )
    return _made(
        known,
        rule,
        Action.OFFER_DEMO,
        *_extras(known),
        stage=_engaged(known),
        why=f"wants a demo: {_words(known)}",
        wake=known.nudge_at,
        slots=known.free_slots,
        refused=known.demo_refused,
        named_day=_named_day(known),
        facts=_facts(known),
        notify="" if known.demo_refused else "; ".join(filter(None, ("a demo was asked for", _open_question(known)))),
    )


def presentation(known: Situation, rule: str) -> Decision:
    """The deck, or a colleague who is asked for one."""
    if not known.has_presentation:
        return _made(
            known,
            rule,
            Action.ASK_COLLEAGUE,
            *(extra for extra in _extras(known) if extra is not Action.ASK_COLLEAGUE),
            stage=_engaged(known),
            why="wants a presentation, and the campaign has none",
            wake=None,
            facts=_facts(known),
            notify="a presentation was asked for, and the campaign has none in this language",
        )
    return _made(
        known,
        rule,
        Action.SEND_PRESENTATION,
        *_extras(known),
        stage=_engaged(known),
        why=f"wants the presentation: {_words(known)}",
        wake=known.nudge_at,
        facts=_facts(known),
        notify=_open_question(known),
    )


def question(known: Situation, rule: str) -> Decision:
    """The facts, or a colleague."""
    if not known.facts:
        why = f"a question that no fact answers: {_words(known)}"
        return _made(known, rule, Action.ASK_COLLEAGUE, stage=_engaged(known), why=why, wake=None, notify=why)
    actions = [Action.ANSWER] + ([Action.ASK_COLLEAGUE] if known.unanswered_question else [])
    return _made(
        known,
        rule,
        *actions,
        stage=_engaged(known),
        why=f"a question: {_words(known)}",
        # Who waits for our colleague's answer is not asked whether ours was read.
        wake=None if known.unanswered_question else known.nudge_at,
        facts=tuple(found.fact for found in known.facts),
        notify="one of the questions has no fact to answer it" if known.unanswered_question else "",
    )


def not_interested(known: Situation, rule: str) -> Decision:
    """A short goodbye."""
    why = f"not interested: {_words(known)}"
    return _made(known, rule, Action.DECLINE, stage=Stage.DECLINED, why=why, wake=None)


def interested(known: Situation, rule: str) -> Decision:
    """Times to show it."""
    return _made(
        known,
        rule,
        Action.OFFER_DEMO,
        stage=_engaged(known),
        why=f"interested: {_words(known)}",
        wake=known.nudge_at,
        slots=known.free_slots,
    )


def nothing(known: Situation, rule: str) -> Decision:
    """Thanks, a greeting: a person would not answer either; the sequence ends, since somebody is there."""
    stage = _engaged(known) if known.stage in (Stage.NEW, Stage.CONTACTED, Stage.ENGAGED) else known.stage
    wake = known.nudge_at if stage is Stage.ENGAGED else known.next_touch_at
    return _made(known, rule, Action.IGNORE, stage=stage, why=f"nothing to answer: {_words(known)}", wake=wake)
