"""The parts of the reply extractor: attributions, header blocks, our own words, what HTML hides."""

import pytest

from services.mail_worker import reply, reply_html, reply_lines, reply_sent, reply_splitters

_ATTRIBUTIONS = [
    "On Mon, Mar 3, 2025 at 9:41 AM Ian Lapin <ian@n.example> wrote:",
    "On 3/3/25 9:41 AM, Ian Lapin wrote:",
    "At 09:41 03/03/2025, you wrote:",
    "2025-03-03 9:41 GMT+03:00 Ian Lapin <ian@n.example>:",
    "Ian Lapin <ian@n.example> schrieb am Mo., 3. März 2025, 09:41:",
    "Le 3 mars 2025 à 09:41, Ian a écrit :",
    "El lun., 3 mar. 2025 a las 9:41, Ian (<ian@n.example>) escribió:",
    "W dniu 03.03.2025 o 09:41, Ian Lapin pisze:",
    "Den 3. mars 2025 kl. 09:41 skrev Ian Lapin <ian@n.example>:",
    "пн, 3 мар. 2025 г. в 09:41, Игорь Лапин <l@s.example>:",
    "понедельник, 3 марта 2025 г., 9:41:12 GMT+3, Игорь <l@s.example> написал(-а):",
    "3 марта 2025 г., в 9:41, Игорь Лапин написал(а):",
    "В Пн, 03/03/2025 в 09:41 +0300, Игорь Лапин пишет:",
    "Понедельник, 3 марта 2025, 9:41 +03:00 от Игорь <l@s.example>:",
    "Игорь Лапин писал 2025-03-03 09:41:",
]
_NOT_ATTRIBUTIONS = [
    "On Monday we will send the papers to dana@b.example",
    "On the other hand, he wrote a good letter.",
    "On Monday, March 3, 2025 I wrote:",
    "3 марта 2025 г. мы подписали договор.",
    "Прошу рассчитать по заявке от 12.09.2025:",
    "12.05.2025 в 15:00 встреча, адрес пришлю на почту",
    "Директор просил написать на somova@b.example:",
    "Нам нужно до 15:00:",
    "Am Montag schrieb er uns.",
]


@pytest.mark.parametrize("text", _ATTRIBUTIONS)
def test_an_attribution_is_recognised(text: str) -> None:
    assert reply_splitters.is_attribution(text, followed_by_quote=False)


@pytest.mark.parametrize("text", _NOT_ATTRIBUTIONS)
def test_a_sentence_is_not_an_attribution(text: str) -> None:
    assert not reply_splitters.is_attribution(text, followed_by_quote=False)


def test_a_bare_name_introduces_only_marked_lines() -> None:
    assert reply_splitters.is_attribution("Игорь Лапин пишет:", followed_by_quote=True)
    assert not reply_splitters.is_attribution("Игорь Лапин пишет:", followed_by_quote=False)


@pytest.mark.parametrize(
    ("text", "is_block"),
    [
        ("От: Игорь <l@s.example>\nОтправлено: 3 марта 2025 г. 9:41\nКому: Денис\nТема: Аудит", True),
        ("From: Ian\nSent: Monday, March 3, 2025 9:41 AM\nTo: Dana", True),
        ("Date: Mon, 3 Mar 2025 09:41:12 +0000\nTo: dana@b.example", True),
        ("От: Клин\nКому: Псков\nДата: 12 марта", False),
        ("From: Riga\nTo: Tartu", False),
        ("Тема: интересная\nДата: уточним", False),
    ],
)
def test_a_header_block_needs_an_address_a_time_or_a_subject(text: str, is_block: bool) -> None:
    assert bool(reply_splitters.find(reply_lines.split(text))) is is_block


def test_our_own_lines_match_however_they_are_wrapped() -> None:
    lines = reply_lines.split("Нет.\nМы проводим аудит складов\nза одну неделю и шлём «отчёт».\nИгорь")
    sent = 'Мы проводим аудит складов за одну неделю\nи шлём "отчёт".\n\nИгорь\n'
    assert reply_sent.matching(lines, sent) == [False, True, True, True]


def test_a_short_answer_is_never_ours() -> None:
    assert reply_sent.matching(reply_lines.split("Да\nИгорь"), "Да\nИгорь\nМы проводим аудит") == [False, False]


@pytest.mark.parametrize("sent", [None, "", "  \n"])
def test_without_our_message_nothing_matches(sent: str | None) -> None:
    assert reply_sent.matching(reply_lines.split("Мы проводим аудит складов"), sent) == [False]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">x</div>',
        '<div style="visibility:hidden">x</div>',
        '<span style="font-size:0">x</span>',
        '<span style="font-size: 1px; color: #333">x</span>',
        '<span style="opacity:0">x</span>',
        '<span style="color: #ffffff">x</span>',
        '<span style="color:white;background:#fff">x</span>',
        '<div style="height:0;overflow:hidden">x</div>',
        '<div style="position:absolute;left:-9999px">x</div>',
        "<!-- x -->",
        "<script>x</script>",
        "<style>.k { display: none }</style><i class=k>x</i>",
        "<p hidden>x</p>",
    ],
)
def test_hidden_text_is_not_read(hidden: str) -> None:
    assert reply_html.read(f"<p>да</p>{hidden}<p>нет</p>").split() == ["да", "нет"]


@pytest.mark.parametrize(
    "seen",
    [
        '<span style="font-size:10px">x</span>',
        '<span style="font-size:1em">x</span>',
        '<span style="opacity:0.9">x</span>',
        '<div style="background:#036"><span style="color:#fff">x</span></div>',
        "<style>@media print { .k { display: none } }</style><i class=k>x</i>",
    ],
)
def test_text_that_is_seen_is_read(seen: str) -> None:
    assert reply_html.read(seen).split() == ["x"]


def test_a_quote_in_html_is_marked() -> None:
    assert reply_html.read("<p>a</p><blockquote>b<blockquote>c</blockquote></blockquote>").split() == [
        "a",
        ">",
        "b",
        ">",
        "c",
    ]


@pytest.mark.parametrize("body", ["", " ", "<!-- -->", "<html></html>", "\x00", "<?xml version='1.0'?>"])
def test_an_empty_page_is_an_empty_answer(body: str) -> None:
    assert reply.extract_reply(body, kind="html") == ""
