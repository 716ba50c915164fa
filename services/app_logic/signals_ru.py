"""Opt-out rules for Russian, as data for `signals`.

Each rule is (id, pattern, not_before, not_after). The pattern finds a demand; a match is dropped when
`not_before` is found ahead of it in the same sentence, or `not_after` behind it or in the next sentence.
It decides nothing by itself and does not see other languages.
"""

from services.app_logic import signals_ru_complaints, signals_ru_requests

RULES: tuple[tuple[str, str, str, str], ...] = (*signals_ru_requests.RULES, *signals_ru_complaints.RULES)

# A text, or a sentence of a long mail, without any of these is not searched.
ANCHOR = (
    r"отпи[сш]|отказыва|отказ\sот|отказаться|отмените|отменить|\bне\s?,?\s|стоп|хват|прекра|перест|завяз|конча|брос"
    r"|хар[еэ]|хорош|довольно|достаточно"
    r"|останов|удал|убе?р|исключ|вычерк|сотри|стереть|снять|сними|вычист|выки|выпи|уничтож|забуд|забыть|потеря|отключ"
    r"|внес|добав|занес"
    r"|отзыв|отозв|возража|остав|дайте|отвал|от[ъь]еб|отста|отвяж|отцеп|отвян|иди|пош[её]?л|кати|вали|сгин|исчезн"
    r"|проваливай|задолб|заеб|достал|надоел"
    r"|заколеб|задрал|осточер|в\sбан|в\sчс|спам|заблок|забан|блокир|никаких|больше|просил|сколько|жалоб|жалу|фас\b"
    r"|роскомнадзор|прокурат|фз|закон|переписк"
    r"|дальнейш|запарил|заманал|заспам|ни\sодн|отлез|пнх|впредь|никогда|внести|аннулир|закройте|уймит|угомон|изъять"
    r"|против|следующ|последн|без\sваш|шли\sбы|шел\sбы|бан\b|чс\b|юрист|иск\b|соглас|отсюда|письм|писем|реклам|рассыл|устал|звон"
    r"|изымит|обезлич|суд\b|полици|выпил|грохн|снес|вынес|закидал|замучил|затрах"
)
