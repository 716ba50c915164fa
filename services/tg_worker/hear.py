"""Hear: gives the voice notes that are stored their words, one after the other, beside everything else.

Delivery guarantee: a note is heard at least once and gets its words once. The recipe:
1. Filing has stored the note, `spoken`, and told its conversation: what was queued is cancelled, and the conversation
   waits.
2. Its sound is taken from the store, or fetched; the transcriber makes words of it.
3. Words that are sure enough: the note gets them and has `arrived`, like a message that was typed; it is routed.
4. None, or unsure ones: the client is asked to write instead, then the note is settled. A person at work on the
   conversation gets the note as it is, and nobody is asked. Either way the client has spoken: no touch goes out.
Killed anywhere, it begins at 2 again: the note takes words once, and the question's id follows from the note.
"""

import asyncio
import collections.abc
import contextlib
import datetime

from services.core import clock, errors, log
from services.core.domain import message, service
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.store import routing
from services.core.store.database import Database
from services.tg_worker import words
from services.tg_worker.transcriber import Transcriber, Transcript, Unheard

SURE = 0.4
MOST_BYTES = 5_000_000
MOST_A_DAY = 50
_LOOK_S = 5.0
_MOST_FETCHES = 5
_ASKED_AGAIN_AFTER = datetime.timedelta(minutes=10)
_ASKED = ":in_writing"
Fetch = collections.abc.Callable[[message.Message], collections.abc.Awaitable[bytes | None]]


class Hearing:
    """The voice notes of the accounts that this process holds (`accounts`); `routed` is called when one has its words."""

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        key: bytes,
        transcriber: Transcriber,
        accounts: collections.abc.Callable[[], collections.abc.Container[str]],
        fetch: Fetch,
        longest_s: float,
    ) -> None:
        self._database = database
        self._clock = now
        self._key = key
        self._transcriber = transcriber
        self._accounts = accounts
        self._fetch = fetch
        self._longest_s = longest_s
        self._came = asyncio.Event()
        self._fetches: dict[str, int] = {}
        self._log = log.get("tg_worker")

    def poke(self) -> None:
        """Something was filed: look now."""
        self._came.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; a note that is being heard then is heard again by the next process."""
        working = asyncio.create_task(self._work(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        finally:
            for each in (working, stopping):
                each.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)
            await self._transcriber.close()

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._came.clear()
            try:
                await self.step()
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="hear")
            await self._transcriber.rest()
            # Not `wait_for`: before Python 3.12 it forgets to be cancelled when the event comes at the same moment.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._came.wait()

    async def step(self) -> None:
        """Hear what is there, the oldest first. A note that cannot be fetched now is left for the next look."""
        for each in await self._database.messages.spoken():
            if each.account not in self._accounts():
                continue
            with log.about(message=each.id, conversation=each.conversation):
                await self._hear(each)

    async def _hear(self, note: message.Message) -> None:
        talk = await self._database.conversations.get(note.conversation)
        language = words.spoken(talk.language) if talk is not None else words.LANGUAGES[0]
        try:
            heard = await self._words(note, language)
        except errors.DeliveryError as error:
            tries = self._fetches[note.id] = self._fetches.get(note.id, 0) + 1
            self._log.warning("voice_not_fetched", reason=str(error), tries=tries)
            if tries < _MOST_FETCHES and not error.permanent:
                return
            heard = Unheard("it cannot be fetched")
        self._fetches.pop(note.id, None)
        if isinstance(heard, Transcript) and heard.text and heard.sure >= SURE:
            await self._heard(note, heard)
        else:
            await self._not_heard(note, talk, heard)

    async def _words(self, note: message.Message, language: str) -> Transcript | Unheard:
        """Raises `errors.DeliveryError` when the sound is to be fetched and cannot be now."""
        if note.speech is not None and note.speech.seconds > self._longest_s:
            return Unheard(f"it is longer than {self._longest_s:.0f} s")
        if any(each.size_bytes > MOST_BYTES for each in note.attachments):
            return Unheard("it is too large")
        kept = next((each.content for each in note.attachments if each.content), None)
        content = await self._database.assets.get(kept) if kept else await self._fetch(note)
        if not content or len(content) > MOST_BYTES:
            return Unheard("it is too large, or gone")
        counter = f"voice:{note.conversation}:{self._clock.now():%Y-%m-%d}"
        if await self._database.limits.add(counter) > MOST_A_DAY:
            return Unheard("there were too many of a day")
        return await self._transcriber.hear(content, language)

    async def _heard(self, note: message.Message, heard: Transcript) -> None:
        now = self._clock.now()
        speech = message.Speech(seconds=heard.seconds, language=heard.language, sure=round(heard.sure, 2))
        await self._database.events.add(f"{note.id}:heard", now, "heard", note.conversation, speech.in_words())
        text = "\n".join(filter(None, (note.text, heard.text)))
        stored = await self._database.messages.heard(note, {"text": text, "speech": speech})
        if stored is not None:
            await routing.route(self._database, stored, now)
        self._log.info("heard", seconds=round(heard.seconds), sure=speech.sure)

    async def _not_heard(self, note: message.Message, talk: Conversation | None, heard: Transcript | Unheard) -> None:
        now = self._clock.now()
        why = heard.why if isinstance(heard, Unheard) else f"only {heard.sure:.0%} sure of it: “{heard.text}”"
        told = f"a voice note was not heard: {why}"
        public = why if isinstance(heard, Unheard) else "the words are not sure enough"
        name = f"{note.id}:not_heard"
        await self._database.events.add(
            name, now, "not_heard", note.conversation, f"a voice note was not heard: {public}"
        )
        self._log.info("not_heard", reason=public)
        if talk is None or talk.is_over or talk.stage is Stage.HANDED_OFF or note.text:
            # The rules for what is said to a person, or to nobody, or for the words that came with it.
            stored = await self._database.messages.heard(note, {"note": told})
            if stored is not None:
                await routing.route(self._database, stored, now)
            return
        if talk.stage in (Stage.NEW, Stage.CONTACTED):
            fields = {"stage": Stage.ENGAGED, "why": "the client has spoken", "next_touch_at": NEVER}
            await self._database.conversations.wake(talk.id, now, fields)
        await self._ask(note, talk, now)
        await self._database.messages.not_heard(note, told)

    async def _ask(self, note: message.Message, talk: Conversation, now: datetime.datetime) -> None:
        """Once for a note, and once in ten minutes for somebody who sends several."""
        items = await self._database.outbox.of_conversation(talk.id)
        recent = [each for each in items if each.cause.endswith(_ASKED) and now - each.created_at < _ASKED_AGAIN_AFTER]
        if recent:
            return
        here = talk.model_copy(update={"channel": note.channel, "account": note.account, "via": note.via})
        text = words.said("in_writing", talk.language)
        item = service.message(f"{note.id}{_ASKED}", note.sender, here, text, self._key, now)
        await self._database.outbox.add(item)
