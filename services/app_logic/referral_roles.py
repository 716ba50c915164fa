"""Words for posts and departments, in Russian and English, brought to the nominative.

It knows lists of words for them; posts that no list holds are read by their build in `referral_posts`. Whether the
holder is one we are sent to is for `referral`.
"""

import re
from typing import NamedTuple

from services.app_logic import referral_names as names

_HEADS = {
    "директор": "директору директора директором",
    "руководитель": "руководителю руководителя руководителем",
    "начальник": "начальнику начальника начальником",
    "менеджер": "менеджеру менеджера менеджером",
    "специалист": "специалисту специалиста специалистом",
    "бухгалтер": "бухгалтеру бухгалтера бухгалтером",
    "секретарь": "секретарю секретаря секретарем секретарём",
    "ассистент": "ассистенту ассистента ассистентом",
    "помощник": "помощнику помощника помощником",
    "маркетолог": "маркетологу маркетолога маркетологом",
    "маркетологи": "маркетологам",
    "закупщик": "закупщику закупщика закупщиком",
    "закупщики": "закупщикам",
    "юрист": "юристу юриста юристом",
    "юристы": "юристам",
    "айтишники": "айтишникам",
    "логист": "логисту логиста логистом",
    "инженер": "инженеру инженера инженером",
    "администратор": "администратору администратора администратором",
    "заместитель": "заместителю заместителя заместителем",
    "зам": "заму замом",
    "владелец": "владельцу владельца владельцем",
    "собственник": "собственнику собственника собственником",
    "снабженец": "снабженцу снабженца снабженцем",
    "снабженцы": "снабженцам",
    "отдел": "отделу отделом отделе отдела",
    "департамент": "департаменту департаментом департаменте",
    "служба": "службы службу службе службой",
    "бухгалтерия": "бухгалтерию бухгалтерии бухгалтерией",
    "дирекция": "дирекцию дирекции",
    "приёмная": "приемную приёмную приемной приемная",
    "снабжение": "снабжением",
    "техподдержка": "техподдержку техподдержке",
    "канцелярия": "канцелярию канцелярии",
    "управляющий": "управляющему управляющего управляющим",
    "управляющая": "управляющей управляющую",
    "заведующий": "заведующему заведующего заведующим",
    "заведующая": "заведующей заведующую",
    "врач": "врачу врача врачом",
    "медсестра": "медсестре медсестру медсестрой",
    "повар": "повару повара поваром",
    "хозяин": "хозяину хозяина хозяином",
    "хозяйка": "хозяйке хозяйку хозяйкой",
    "учредитель": "учредителю учредителя учредителем",
    "председатель": "председателю председателя председателем",
    "редактор": "редактору редактора редактором",
    "куратор": "куратору куратора куратором",
    "координатор": "координатору координатора координатором",
    "методист": "методисту методиста методистом",
    "дизайнер": "дизайнеру дизайнера дизайнером",
    "аналитик": "аналитику аналитика аналитиком",
    "рекламщик": "рекламщику рекламщика рекламщиком",
    "пиарщик": "пиарщику пиарщика пиарщиком",
    "сммщик": "сммщику сммщика сммщиком",
    "сисадмин": "сисадмину сисадмина сисадмином",
    "программист": "программисту программиста программистом",
    "кадровик": "кадровику кадровика кадровиком",
    "товаровед": "товароведу товароведа товароведом",
    "экономист": "экономисту экономиста экономистом",
    "технолог": "технологу технолога технологом",
    "агроном": "агроному агронома агрономом",
    "ресепшен": "ресепшн ресепшене",
    "руководство": "руководству руководством",
    "головной офис": "головному офису головным офисом головном офисе",
    "центральный офис": "центральному офису центральным офисом центральном офисе",
    "собственница": "собственнице собственницу собственницей",
    "пресс-служба": "пресс-службу пресс-службе пресс-службой",
    "пресс-центр": "пресс-центру пресс-центре",
    "контакт-центр": "контакт-центру контакт-центре",
    "колл-центр": "колл-центру колл-центре",
    "управленец": "управленцу управленца управленцем",
    "преемник": "преемнику преемника преемником",
    "наставник": "наставнику наставника наставником",
    "продавец": "продавцу продавца продавцом",
    "фрилансер": "фрилансеру фрилансера фрилансером",
    "копирайтер": "копирайтеру копирайтера копирайтером",
    "таргетолог": "таргетологу таргетолога таргетологом",
    "исполнитель": "исполнителю исполнителя исполнителем",
    "кассир": "кассиру кассира кассиром",
    "секретариат": "секретариату секретариата секретариатом",
    "администрация": "администрацию администрации администрацией",
    "главред": "главреду главреда главредом",
    "шеф": "шефу шефа шефом",
    "босс": "боссу босса боссом",
    "партнёр": "партнеру партнера партнером партнёру партнёра партнёром партнер",
    "совладелец": "совладельцу совладельца совладельцем",
    "совладелица": "совладелице совладелицу совладелицей",
    "владелица": "владелице владелицу владелицей",
    "основатель": "основателю основателя основателем",
    "инспектор": "инспектору инспектора инспектором",
    "диспетчер": "диспетчеру диспетчера диспетчером",
    "продюсер": "продюсеру продюсера продюсером",
    "воспитатель": "воспитателю воспитателя воспитателем",
    "тренер": "тренеру тренера тренером",
    "декан": "декану декана деканом",
    "староста": "старосте старосту старостой",
    "бригадир": "бригадиру бригадира бригадиром",
    "прораб": "прорабу прораба прорабом",
    "мастер": "мастеру мастера мастером",
    "завхоз": "завхозу завхоза завхозом",
    "начмед": "начмеду начмеда начмедом",
    "кладовщик": "кладовщику кладовщика кладовщиком",
    "смм-щик": "смм-щику смм-щика смм-щиком smm-щик smm-щику smm-щика smm-щиком",
    "пиар-менеджер": "пиар-менеджеру пиар-менеджера пиар-менеджером",
    "старшая смены": "старшей смены старшую смены",
    "старший смены": "старшему смены старшего смены старшим смены",
    "главврач": "главврачу главврача главврачом",
    "завуч": "завучу завуча завучем",
    "начальница": "начальнице начальницу начальницей",
    "помощница": "помощнице помощницу помощницей",
    "директриса": "директрисе директрису директрисой",
    "главбух": "главбуху главбуха главбухом",
    "гендиректор": "гендиректору гендиректора гендиректором",
    "техдир": "техдиру техдиром",
    "айтишник": "айтишнику айтишником",
    "бухи": "бухам",
    "технари": "технарям",
    "эйчары": "эйчарам",
    "снабы": "снабам",
    "админ": "админу админа админом",
    "старший администратор": "",
    "коммерческий": "коммерческому",
    "техдиректор": "техдиректору техдиректора техдиректором",
    "коммерс": "коммерсу коммерсом",
    "бренд-менеджер": "бренд-менеджеру бренд-менеджера бренд-менеджером",
    "аккаунт-менеджер": "аккаунт-менеджеру аккаунт-менеджера аккаунт-менеджером",
    "рецепция": "рецепции рецепцию рецепцией",
    "регистратура": "регистратуре регистратуру регистратурой",
    "штаб-квартира": "штаб-квартире штаб-квартиру штаб-квартирой",
    "агентство": "агентству агентством",
    "подрядчик": "подрядчику подрядчика подрядчиком",
    "правление": "правлению правлением",
    "попечители": "попечителям попечителями",
    "безопасники": "безопасникам",
    "финансисты": "финансистам",
    "сммщица": "сммщице сммщицу сммщицей",
    "менеджеры": "менеджерам",
    "эсэмэмщик": "эсэмэмщику эсэмэмщика эсэмэмщиком",
    "группа": "группе группу группой",
    "комитет": "комитету комитетом комитете",
    "комиссия": "комиссии комиссию комиссией",
    "редакция": "редакции редакцию редакцией",
    "кадры": "",
    "тендерный отдел": "",
    "коллеги из ит": "",
}
_HEAD_FORMS = {form: head for head, forms in _HEADS.items() for form in (head, *forms.split())}
_HEAD_FORMS |= {
    f"{adjective} {noun}": f"{first} {second}"
    for first, adjectives in (("головная", "головной головную"), ("управляющая", "управляющей управляющую"))
    for second, nouns in (("компания", "компании компанию компанией"), ("организация", "организации организацию"))
    for adjective in (first, *adjectives.split())
    for noun in (second, *nouns.split())
}
# Several of them: к товароведам, с методистами.
_HEAD_FORMS |= {
    f"{head}{ending}": f"{head}{'и' if head[-1] in 'гкх' else 'ы'}"
    for head in _HEADS
    if head[-1] in "рдтсгкмвлн" and " " not in head and head not in ("отдел", "департамент", "зам", "директор")
    for ending in ("ам", "ами")
    if f"{head}{ending}" not in _HEAD_FORMS
}
_ADJECTIVE = (("ому", "ый"), ("ему", "ий"), ("ого", "ый"), ("его", "ий"), ("ым", "ый"), ("им", "ий"))
_STEM_IY = ("ск", "цк", "к", "г", "х")
_HEAD_RE = "|".join(sorted(map(re.escape, _HEAD_FORMS), key=len, reverse=True))
_NO_ADJECTIVE = (
    r"(?:наш|ваш|мо[йе]|сво[йе]|эт|сам|друг|так|нужн|нов|их|е[гй]|тво[йе]|ко всем|люб|вс|бывш|прошл|тепер|мо|тво|сво)"
    r"(?:ому|ему|ой|ей|ого|его|ым|им|ый|ий|ая|ую|ых|ью)\s"
)
# "Заместителю главного врача", "помощник генерального директора": whose deputy or assistant it is.
_OF_WHOM = (
    r"(?<=[аеклмнртуьюяиц])(?<!директор)\s(?:[а-я]{3,16}(?:ого|его|ой|ей)\s)?(?:директора|врача|управляющего|"
    r"управляющей|руководителя|начальника|"
    r"бухгалтера|редактора|технолога|заведующего|заведующей|инженера|председателя|ректора|декана|шефа|владельца|"
    r"собственника)\b"
)
# "К завотделением", "замдиректора", "начпроду": posts that are one word.
_COMPOUND = re.compile(
    r"\b(?:зам|зав|нач|пом|рук)(?:[а-я]{3,16}(?:ом|ем|ой|ей|ием|ью|ами|ора|ача|ика|еля|ния|лы|ии)|"
    r"\.\s?[а-я]{4,16}(?:\s[а-я]{4,16})?)\b|"
    r"\b(?:фин|тех|арт|ком|ген|опер|исп|пиар|hr|it|айти|про)-?(?:дир|директор|ректор)(?:у|а|ом|ы|ам)?\b|"
    r"\b(?:тех|юр|фин|ком|тур|хоз|мед)отдел(?:у|а|ом|е)?\b|\b(?:завмаг|завсклад|завлаб|завгар)(?:у|а|ом|ом)?\b|"
    r"\bуправдом(?:у|а|ом)?\b|\b(?:деканат|ректорат|профком|"
    r"домком|оргкомитет)(?:у|а|ом|е)?\b"
)
_ROLE_RU = re.compile(
    rf"\b(?:(?:и\.\s?о\.|исполняющ[а-я]{{2,4}} обязанности)\s)?"
    rf"(?:(?P<adj>(?!{_NO_ADJECTIVE})(?:[а-я]{{3,16}}(?:ому|ему|ой|ей|ого|его|ым|им|ый|ий|ая|ую)(?=\s)|"
    rf"[а-яa-z]{{2,12}}-))\s?)?"
    rf"(?P<head>{_HEAD_RE})\b(?P<of>{_OF_WHOM})?"
    r"(?P<rest>(?:\s(?:отдел[а-я]{0,2}|департамента|службы|направления|управления|центра|сектора|группы)\b"
    r"(?:\s(?:коммуникаций|маркетинга|рекламы|сервиса|качества|клиентского сервиса|по [а-я]{4,16} с [а-я]{5,16}))?)?"
    r"(?:\s(?:по\s[а-яa-z-]{2,20}(?:(?<=му)\s[а-я]{3,20}|(?<=им)\s[а-я]{3,20})?(?:\sи\s[а-яa-z-]{3,20})?|закупок|"
    r"продаж|маркетинга|снабжения|кадров|персонала|персоналом|развития|логистики|рекламы|безопасности|поддержки|"
    r"качества|"
    r"информационных технологий|ит|it|hr|внедрения|автоматизации|цифровизации|закупки|инноваций|обучения|проекта|"
    r"проектов|"
    r"производства|эксплуатации|сервиса|клиентского сервиса|сетью|отделением|складом|кафедрой|лабораторией|залом|"
    r"кухней|производством|хозяйством|салоном|магазином|рестораном|филиалом|партнером|"
    r"партнёром|"
    r"отелем|клубом|делами|клиникой|аптекой|сопровождения|контроля|бронирования|заботы|коммуникаций|репутации|отзывов|"
    r"ресторана|"
    r"салона|магазина|клиники|филиала|отеля|смены|зала))?)"
)
_ACRONYMS = r"(?:CEO|CTO|CFO|COO|CMO|CIO|CISO|CPO|CRO|GM|MD|HR|HRD|VP|IT|PR|R&D)"
_AREA = (
    r"(?:procurement|purchasing|marketing|sales|accounting|accounts|finance|legal|operations|it|hr|"
    r"human resources|support|"
    r"security|engineering|logistics|product|commercial|technical|partnerships|business development|customer success|"
    r"customer service|communications|training|people|supply chain|vendor management|technology|growth|digital|"
    r"information|office|general|managing|regional|national|account|project|buying|admin|facilities|rev ?ops|revenue)"
)
# Words that end the name of a post before its head: "contact our | guest relations manager".
_NO_POST = (
    r"(?!(?:our|the|my|your|their|his|her|its|a|an|to|at|on|in|of|for|from|by|via|with|and|or|but|not|is|are|was|be|"
    r"been|if|"
    r"please|kindly|contact|e-?mail|mail|call|ring|ask|try|phone|write|message|text|ping|buzz|give|reach|speak|talk|"
    r"send|"
    r"forward|use|need|want|see|tell|through|past|who|that|this|these|those|all|any|every|some|both|here|there|you|we|"
    r"i|they|"
    r"he|she|it|will|would|can|could|should|has|have|had|handled|made|run|only|just|also|then|as|so|new|right|wrong|"
    r"best|former|"
    r"entire|whole|sales pitch|dear|hi|hello|about|than|when|which|another|other|better|into|team's|urgent|matters)\s)"
)
_ROLE_EN = re.compile(
    rf"\b(?:(?:vp|vice president|head|director|chief|manager|lead)\s(?:of|for)\s(?:our\s|the\s)?"
    rf"(?:(?:{_NO_POST}[a-z&-]{{2,16}}\s(?:and|"
    rf"&)\s)?{_NO_POST}[a-z-]{{2,16}}(?=\s)\s?){{0,1}}(?:{_NO_POST}[a-z-]{{2,16}}\b)?"
    rf"|(?:{_NO_POST}[a-z&-]{{2,16}}\s){{1,3}}(?:director|manager|lead|officer|department|team|assistant|dept|"
    rf"specialist|office|"
    rf"people|guys|folks|colleagues|desk|coordinator|co-ordinator|supervisor|administrator|secretary|chef|buyer|"
    rf"executive|"
    rf"accountant)"
    rf"|{_AREA}\s(?:director|manager|department|team|office|person|guy|lady|girl|chap|bod|rep|consultant|bloke)"
    r"|chief\s[a-z]{4,14}\sofficer|office manager|executive assistant|assistant|accountant|bookkeeper|cto|ceo|cfo|coo|"
    r"cmo|"
    r"cio|ciso|hr|director|manager|receptionist|boss|business partner|secretary|clerk|chair|chairman|chairwoman|"
    r"chairperson|treasurer|curator|registrar|vicar|headmaster|"
    r"headmistress|concierge|supervisor|coordinator|administrator|editor|librarian|pharmacist|front desk|"
    r"front of house|"
    r"press office|co-owner|"
    r"proprietor|principal|headteacher|matron|bursar|foreman|vet|"
    r"trustees?|governors|(?:marketing |pr |digital |web |ad )?agency|franchisor|franchisee|"
    r"bursary|registry|secretariat|headquarters|directors|partners in charge|hq|parent company|co-ordinator|"
    r"team leader|fd|landlords|owners|"
    r"directrice [a-z]{4,14}|directeur [a-z]{4,14}|leiter(?:in)? [a-zäöü]{3,20}|geschäftsführer(?:in)?|gérante?|"
    r"gerente|jef[ea] de [a-z]{3,14}|responsable(?: [a-z]{3,14})?|responsabile(?: [a-z]{3,14})?|titolare|"
    r"procurement|purchasing|buyer|founder|co-founder|owner|lawyer|controller|head office|head chef|chef|landlord)\b",
    re.IGNORECASE,
)


_NO_COMPOUND = frozenset(
    "заменой заменами начала начали началами помощью помощи рукой руками завтраком заводом заводами завесой "
    "замками помещения помещением помещении помещению начинания начинанием завершения завершением замечания замечанием "
    "заведения заведением заведении завещания помолвкой рукоделием начертания заверения заказчика".split()
)


# "That sits with Ops", "Facilities handle that": a field of work that stands for those who do it.
_FIELD = (
    r"(?:Ops|Operations|Facilities|Legal|Compliance|Finance|Accounts|Accounting|Marketing|Sales|Comms|Communications|"
    r"Digital|Reservations|Housekeeping|Merchandising|Logistics|Events|Payroll|Estates|Maintenance|Admin|Reception|"
    r"Engineering|Support|Training|Brand|Product|Growth|Partnerships|Membership|Fundraising|Catering|Purchasing|"
    r"Procurement|(?:Guest|Customer|Member|Client|Patient|Visitor|Student)s? (?:[Ss]ervices?|[Rr]elations|[Ss]uccess|"
    r"[Cc]are|[Ee]xperience|[Ss]upport))"
)
_FIELD_EN = re.compile(
    rf"(?:(?<=\bto )|(?<=\bwith )|(?<=\bby )|(?<=\bask )|(?<=\btry )|(?<=\bcontact )|(?<=\bfor )|(?<=\bis ))"
    rf"{_FIELD}(?: (?:&|and) {_FIELD})?(?=[.,;:!?)—–]|$| (?:not|on|at|who|instead|directly|first|rather|about|"
    rf"please)\b)|"
    rf"(?:(?<=^)|(?<=[.,;!?:—–-] )|(?<=\n)|(?<=\bthat )){_FIELD}(?: (?:&|and) {_FIELD})?"
    rf"(?= (?:handles?|do|does|deals?|looks?|takes?|decides?|owns?|runs?|sorts?|manages?|is who|are who|is the|are the|"
    rf"would|will|should|can|covers?|picks?)\b)|"
    r"(?:(?<=\btry )|(?<=\bask )|(?<=\bcontact )|(?<=\bspeak to )|(?<=\btalk to )|(?<=\bmessage ))"
    r"(?:marketing|finance|"
    r"accounts|reception|legal|ops|comms|admin|facilities|reservations|digital|events)(?=[.,;:!?)]|$| (?:they|first|"
    r"instead|who|"
    r"in|on|at|not|upstairs|downstairs|next door|maybe|pls|please|mate)\b)|"
    r"\b(?:corporate|head office|hq|ops|accounts|legal|procurement|marketing|finance|facilities|reception)"
    r"(?= (?:does|do|handles?|deals?|looks after|look after|sorts?|takes? care|runs?|owns?|decides?|picks?|chooses?) )|"
    r"(?:(?<=runs )|(?<=run )|(?<=with )|(?<=to ))(?:guest|customer|client|patient|visitor|member|student) "
    r"(?:services?|relations|success|care|experience|support)\b|"
    r"(?:(?<=contact the )|(?<=write to the )|(?<=talk to the )|(?<=speak to the )|(?<=up to the )|(?<=with the ))"
    r"(?:board|committee|council|management)\b|"
    r"(?:board|committee|council|management)(?= (?:decides?|handles?|deals|makes|has to|must|signs)\b)"
)
# "Девочкам из рекламы": colleagues by their field.
_PEOPLE_OF = re.compile(
    r"\b(?P<who>девочк|девчонк|ребят|парн|коллег|дам|девушк|сотрудник|мальчик|специалист)(?:ам|ами|ах|ки|а|и|ы|ов|ей|"
    r"ям|ями)? из (?P<of>(?:отдела |группы |службы |департамента )?(?!(?:наш|ваш|друг|т[оа]|эт|сосед)[а-я]{0,4}\b)"
    r"[а-яa-z-]{2,16})\b"
)
_WHO = {
    "девочк": "девочки",
    "девчонк": "девчонки",
    "ребят": "ребята",
    "парн": "парни",
    "коллег": "коллеги",
    "дам": "дамы",
    "девушк": "девушки",
    "сотрудник": "сотрудники",
    "мальчик": "мальчики",
    "специалист": "специалисты",
}


_DEPARTMENTS = frozenset(("отдел", "департамент", "служба", "дирекция", "управление"))
# "Отдел клиентского счастья", "служба заботы о гостях": of what field, where no list has it.
_OF_FIELD = re.compile(
    r" (?:[а-я]{4,20}(?:ого|ей|ой|их|ых) )?(?!(?:который|которая|сейчас|теперь)\b)"
    r"[а-я]{3,20}(?:ия|ья|ций|ки|ов|ства|ств|инга|ности|ния|ты|ыта|бы|за|ей|ды|вы|мы)\b"
    r"(?: (?:о|по|с|и) [а-я]{4,16})?"
)


class Role(NamedTuple):
    """Words for a post or department: in the nominative, and where they stand."""

    title: str
    start: int
    end: int


def _nominative_adjective(adjective: str, head: str) -> str:
    if head.endswith(("а", "я")):
        return re.sub(r"(?:ой|ую|ей|юю)$", "ая", adjective)
    for ending, replacement in _ADJECTIVE:
        if adjective.endswith(ending):
            stem = adjective[: -len(ending)]
            return stem + ("ий" if stem.endswith(_STEM_IY) or replacement == "ий" else "ый")
    return adjective


# "I am just the receptionist", "your support team": the writer's own post, or one of ours.
_OF_ANOTHER = re.compile(
    r"(?:\b(?:[Ii] am|[Ii]'m|[Aa]s)(?: (?:just|only|merely|now))? (?:a|an|the|our)|\b[Яя](?: (?:тут|здесь|просто|"
    r"только|лишь|сам|"
    r"сама)){0,2}|\b[Кк]ак|\b[Yy]our|\b[Вв]аш[а-я]{0,3})\s$"
)


def roles(text: str) -> list[Role]:
    """The posts and departments named in a text, in order, without the writer's own and those of ours."""
    found = []
    for match in _ROLE_RU.finditer(text.lower()):
        head = _HEAD_FORMS[match["head"]]
        is_named = bool(match["adj"]) and match["adj"][-1] == "-" and names.known(match["adj"][:-1]) is not None
        start = match.start("head") if is_named else match.start()  # "Оксану-администратора"
        adjective = _nominative_adjective(match["adj"], head) if match["adj"] and not is_named else ""
        rest = text[match.start("rest") : match.end("rest")]
        end = match.end()
        if not rest and head in _DEPARTMENTS and (field := _OF_FIELD.match(text.lower(), end)):
            rest, end = text[field.start() : field.end()], field.end()
        if not adjective and not rest and head in ("отдел", "департамент", "служба", "группа"):
            continue
        rest = text[match.start("of") : match.end("of")] + rest if match["of"] else rest
        joint = "" if adjective.endswith("-") or not adjective else " "
        found.append(Role(f"{adjective}{joint}{head}{rest}".strip(), start, end))
    for match in _COMPOUND.finditer(text.lower()):
        if match.group() not in _NO_COMPOUND and not any(
            role.start < match.end() > role.start >= match.start() for role in found
        ):
            found.append(Role(match.group(), match.start(), match.end()))
    for match in _ROLE_EN.finditer(text):
        found.append(Role(match.group(), match.start(), match.end()))
    for match in re.finditer(
        rf"\b{_ACRONYMS}\b(?:(?<=VP)(?: of)?(?: [A-Z][a-z]{{2,14}}){{1,2}}|[- ](?:отдел|департамент|"
        rf"директор)[а-я]{{0,3}})?",
        text,
    ):
        is_owner = (
            text[match.end() : match.end() + 2] in ("'s", "’s") and text[match.end() + 2 : match.end() + 3] == " "
        )
        if not is_owner and not any(role.start <= match.start() < role.end for role in found):
            found.append(Role(match.group(), match.start(), match.end()))
    found += [
        Role(match.group(), match.start(), match.end())
        for match in _FIELD_EN.finditer(text)
        if not any(role.start < match.end() and match.start() < role.end for role in found)
    ]
    found += [
        Role(f"{_WHO[match['who']]} из {match['of']}", match.start(), match.end())
        for match in _PEOPLE_OF.finditer(text.lower())
        if not any(role.start < match.end() and match.start() < role.end for role in found)
    ]
    others = [role for role in found if not _OF_ANOTHER.search(text, max(0, role.start - 30), role.start)]
    return sorted(others, key=lambda role: (role.start, -role.end))
