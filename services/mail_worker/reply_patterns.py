"""The words by which mail programs mark quoted text, in the languages clients write.

Only vocabulary and compiled patterns: months, attribution verbs, header labels, separators, mobile footers,
warnings of mail gateways and legal footers. It decides nothing; `reply_splitters` and `reply_text` do.

Every pattern is meant for a string of at most `LONGEST` characters and has bounded repeats only, so that no
input can make it slow.
"""

import re

LONGEST = 500  # characters of a line (or of joined lines) that are ever looked at

_FLAGS = re.IGNORECASE

_MONTH = (
    "(?:jan|ene|gen|ian|oca|янв|січ|sty|led|tammi|Ιαν|يناير|feb|fév|fev|фев|лют|lut|úno|helmi|Φεβ|فبراير|şub"
    "|mar|mär|maa|mrt|márc|мар|бер|bře|Μαρ|مارس|apr|avr|abr|ápr|апр|квіт|kwi|dub|huhti|Απρ|nis|أبريل"
    "|may|mai|maj|mei|mag|máj|май|мая|трав|kvě|touko|Μα[ιΐ]|مايو|jun|juin|giu|iun|jún|июн|черв|cze|čvn|čer"
    "|kesä|haz|Ιουν|يونيو|jul|juil|lug|iul|júl|июл|лип|lip|čvc|heinä|tem|Ιουλ|يوليو"
    "|aug|août|aout|ago|ağu|авг|серп|sie|srp|elo|Αυγ|أغسطس|sep|set|szep|eyl|сен|вер|wrz|zář|syys|Σεπ|سبتمبر"
    "|oct|okt|out|ott|eki|окт|жовт|paź|říj|loka|Οκτ|أكتوبر|nov|noi|kas|ноя|лист|lis|marras|Νοε|نوفمبر"
    "|dec|dez|déc|dic|des|ara|дек|груд|gru|pro|joulu|Δεκ|ديسمبر|tháng)"
)
_MONTH_WORD = _MONTH + r"[^\W\d_]{0,12}"
_WEEKDAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|(?:пн|вт|ср|чт|пт|сб|вс|нд|вів|пон|втор|сред|четв|пятн"
    r"|субб"
    r"|воскр|середа|четвер|п.?ятниц|неділ)\w{0,8}|(?:mo|di|mi|do|fr|sa|so)(?=[.,])"
    r"|(?:mont|dienst|mittw|donners?t|freit|samst|sonnt|sonna)\w{0,6}|(?:lun|mar|mer|mie|mié|jeu|jue|gio"
    r"|ven|vie"
    r"|sam|sáb|sab|dim|dom|seg|ter|qua|qui|sex)\w{0,8}|(?:śr|czw|pt|sob|niedz|wt|pon)\w{0,9}"
    r"|(?:man|tir|tis|ons|tor|fre|lør|lör|søn|sön|mån)\w{0,5}|(?:maa|zat|zon|woe|vri|din)\w{0,7}"
    r"|(?:ma|ti|ke|to|pe|la|su)(?= \d)|(?:Δευ|Τρί|Τετ|Πέμ|Παρ|Σάβ|Κυρ)\w{0,7})"
)

DATE = re.compile(
    r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]"
    r"|(?<![\d.])\d{4}\.\s?\d{1,2}\.\s?\d{1,2}"
    r"|(?<![\d.])\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|e)?[.,]?[ -]?(?:de |\w{3} )?"
    + _MONTH_WORD
    + r"|(?<!\w)"
    + _MONTH_WORD
    + r"[.,]? ?\d{1,2}(?!\d)",
    _FLAGS,
)
NUMERIC_DATE = re.compile(r"\d[./-]\d")
TIME = re.compile(r"(?<!\d)\d{1,2} ?[:.hч] ?\d{2}(?!\d)")
YEAR = re.compile(r"(?<!\d)(?:19|20|٢٠)\d\d(?!\d)")
ADDRESS = re.compile(r"[\w.+'’=-]{1,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}")
DATED_START = re.compile(
    r"(?:(?:on|at|le|l’|am|el|il|op|den|på|em|in|no|w|dnia|dne|στις|في|vào|в|во|у|ve|dňa|la|pe)\s"
    r"|in data\s|il giorno\s|no dia\s|w dniu\s|a la\(s\)|in message\s|wiadomość\s|von\s.{1,60}?\bam\s"
    r"|" + _WEEKDAY + r"(?!\w)|" + _MONTH_WORD + r"[.,]? \d|\d|在)",
    _FLAGS,
)

_VERB = (
    r"(?:wrote|writes|sent|replied|a wrote|schrieb|schreibt|hat geschrieben|geschrieben|a\s+[ée]crit|[ée]crit"
    r"|escribió|escribio|ha escrito|escreveu|ha scritto|scrisse|scrive|schreef|het volgende geschreven"
    r"|volgende geschreven|geschreven|skrev|skrevet|kirjoitti|napisał(?:\(a\)|/a|a)?|pisze|napsal(?:\(a\)|a)?"
    r"|napísal(?:\(a\)|a)?|пишет|(?:вы )?писали|(?:вы )?написали|(?:на)?писал(?:\(-?а\)|\(ла\)|/а|а)?"
    r"|сообщил(?:\(-?а\)|а)?|ответил(?:\(-?а\)|а)?|пише|писав|(?:на)?писав(?:\(-?ла\))?|написа(?:ла)?|a scris"
    r"|írta|ezt írta|έγραψε|كتب|写道|寫道|작성|님이 작성|のメッセージ|wrote the following|đã viết|yazdı|напісаў)"
)
VERB = re.compile(r"(?<!\w)" + _VERB + r"(?!\w)", _FLAGS)
VERB_LAST = re.compile(
    r"(?:(?<!\w)|(?<=>))" + _VERB + r"(?: the following| het volgende)?\s{0,3}[:：]?\s{0,3}[-_*—–]{0,80}$",
    _FLAGS,
)
DATE_AFTER_VERB = re.compile(
    r"[\s,]{1,3}(?:am |on |le |el |il |op |den |dnia |в |от )?"
    r"(?:" + _WEEKDAY + r"[.,]{0,2} ){0,1}[^:]{0,25}\d.{0,50}[:：]$",
    _FLAGS,
)
NAME_AFTER_VERB = re.compile(r"\s{1,3}[^:\d]{1,160}(?:[:：]|$)")
DASHED_WROTE = re.compile(r"\s*-{2,40}\s{0,3}[^\d:]{1,80}\s" + _VERB + r"\s{0,3}-{2,40}\s*$", _FLAGS)
NAPISANA = re.compile(r"wiadomość napisana przez .{1,160}[:：]$", _FLAGS)
FIRST_PERSON = re.compile(r"(?<!\w)(?:i|we|я|мы|ich|wir|je|nous|yo|eu|ja)\s+(?:\w{1,12}\s+)?" + _VERB, _FLAGS)
SECOND_PERSON_WROTE = re.compile(
    r"(?:вы|ты|you|sie|vous)\s+(?:писали|написали|писал|wrote|schrieben"
    r"|avez écrit)\b.{0,12}\d.{0,60}[:：]$",
    _FLAGS,
)
ADDRESS_LAST = re.compile(  # in brackets, after a comma or a name: not "write to a@b.example:"
    r"(?:[<(\[\"'“«,] ?|(?<!\w)[A-ZА-ЯЁІЇЄ][\w.'-]{0,40} )[\w.+'’=/-]{1,120}@[^\s:]{1,120}"
    r"[>)\]\"'”»]{0,4}(?: ?[>)])?\s{0,3}[:：]$"
)
ANGLED_ADDRESS_LAST = re.compile(r"<[^<>\s]{1,80}@[^<>\s]{1,120}>$")
GMT_NAME = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{0,80}$")
BARE_ON_DATE = re.compile(r"On \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$")
GROUPWISE = re.compile(r">>> .{1,100}<?[\w.+-]{1,80}@[\w.-]{1,120}>?\s.{0,20}\d.{0,30}>>>$")
NAME_WROTE = re.compile(
    r"(?!(?:you|вы|ты|sie|vous|wy)\s)[^\W\d_](?:[^\d:.?!]|\.(?=\s|\w)){0,60}\s" + _VERB + r"\s{0,2}[:：]$",
    _FLAGS,
)
SHARED_LINE = re.compile(
    r"^(.{1,300}?)(?:\s*-{2,20}\s*|\s+)(On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d|Jan|Feb|Mar|Apr|May|Jun|Jul"
    r"|Aug|Sep|Oct"
    r"|Nov|Dec).{5,150}\d.{3,120}wrote:)$"
)

# Header labels by what they tell. A block of them is the head of a quoted message (see reply_splitters).
_LABELS = {
    "from": "from|от|від|от кого|отправитель|von|absender|de|expéditeur|da|van|från|fra|lähettäjä|od"
    "|nadawca|feladó|kimden"
    "|expeditor|de la|发件人|寄件者|差出人|보낸 사람|从",
    "sent": "sent|отправлено|отправленные|надіслано|gesendet|envoyé le|envoyé|enviado el|enviado em"
    "|enviado|inviato|verzonden|skickat"
    "|sendt|lähetetty|wysłano|odesláno|elküldve|trimis|gönderildi|发送时间|發送時間|寄件日期|送信日時|보낸 날짜|data invio",
    "date": "date|дата|datum|fecha|data|dato|päivämäärä|dátum|tarih|日期|时间|時間|日付|날짜|message du|date d'envoi",
    "to": "to|кому|получатель|an|à|a|para|aan|till|til|vastaanottaja|do|adresat|címzett|komu|către|kime"
    "|per|收件人|收件者|宛先"
    "|받는 사람",
    "cc": "cc|копия|копії|kopie|copie à|copie|bcc|скрытая копия|kopia|kopi|抄送|副本|참조",
    "subject": "subject|тема|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět"
    "|tárgy|konu"
    "|subiect|sujet|re|主题|主旨|件名|제목|θέμα",
    "other": "reply-to|organization|importance|важность|priority|приоритет|attachments|вложения|risposta"
    "|wichtigkeit"
    "|anlagen|категория|ответить|antwort an|message-id|mailing list|responder a|répondre à",
}
KIND_OF_LABEL = {spelling: kind for kind, spellings in _LABELS.items() for spelling in spellings.split("|")}
LABEL = re.compile(
    r"[\s*_<b>]{0,6}("
    + "|".join(
        sorted(
            (
                s
                for v in _LABELS.values()
                for s in v.split(
                    ""
                    r"|"
                )
            ),
            key=len,
            reverse=True,
        )
    )
    + r")\s{0,3}[*_]{0,3}\s{0,2}(?:<b>)?[:：][*_]{0,3}",
    _FLAGS,
)
ONE_LINE_LABELS = re.compile(
    r"(?:temat|nadawca|adresat|subject|from|to|sent|date|тема|от|кому|дата|von|an|betreff|datum)[:：]", _FLAGS
)

_ORIGINAL = (
    "original message|reply message|original e-?mail|исходное сообщение|исходное письмо"
    "|первоначальное сообщение"
    "|оригинальное сообщение|вихідне повідомлення|початкове повідомлення|ursprüngliche (?:nachricht|e-?mail)"
    "|original-?nachricht|antwort nachricht|message d['’]origine|message original|mensaje original"
    "|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig (?:meddelelse|besked|mail)"
    "|original ?meddelelse|opprinnelig melding|ursprungligt meddelande|originalmeddelande"
    "|wiadomość oryginalna"
    "|oryginalna wiadomość|alkuperäinen viesti|původní (?:zpráva|e-mail)|pôvodná správa|eredeti üzenet"
    "|mesaj(?:ul)? original|orijinal (?:mesaj|ileti)|αρχικό μήνυμα|原始邮件|原始郵件|元のメッセージ|원본 메시지"
)
_FORWARD = (
    "forwarded message|пересылаемое сообщение|пересланное сообщение|пересылаемое письмо|пересланное письмо"
    "|переадресованное сообщение|перенаправленное сообщение|переслане повідомлення"
    "|weitergeleitete (?:nachricht|e-?mail)"
    "|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht"
    "|videresendt (?:meddelelse|besked|melding)|vidarebefordrat meddelande|przekazana wiadomość"
    "|wiadomość przekazana|välitetty viesti|přeposlaná zpráva|továbbított üzenet|转发的邮件|転送メッセージ"
)
_DECORATION = r"[\s>]{0,12}[*_]{0,2}(?:<\w{1,6}>)?[-_=~*—–]{1,80}\s{0,4}"
ORIGINAL = re.compile(_DECORATION + r"(?:" + _ORIGINAL + r")\s{0,4}[-_=~*—–]{1,80}", _FLAGS)
FORWARD = re.compile(
    _DECORATION + r"(?:" + _FORWARD + r")\s{0,4}[-_=~*—–]{1,80}"
    r"|[\s>]{0,12}(?:begin forwarded message|начало (?:переадресованного|пересылаемого"
    r"|пересланного) сообщения"
    r"|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)"
    r"|inicio del mensaje reenviado"
    r"|início da mensagem (?:re)?encaminhada|inizio (?:del )?messaggio inoltrato|begin doorgestuurd bericht"
    r"|początek przekazywanej wiadomości|початок переадресованого повідомлення|下面是被转发的邮件)\s{0,3}[:：]\s*$",
    _FLAGS,
)
REPLY_ABOVE = re.compile(
    r"[\s>]{0,8}[-#=_*\s]{0,40}(?:please )?(?:type your reply above this line|reply above this line"
    r"|write above this line|введите ответ выше этой (?:строки|линии)"
    r"|(?:пожалуйста, )?пишите ответ выше этой (?:строки|линии)"
    r"|bitte oberhalb dieser linie antworten)[-#=_*\s]{0,40}$",
    _FLAGS,
)
RULE = re.compile(r"\s*(?:[-_=*~—–#+]\s?){2,120}\s*$")
RULE_UNDER_TEXT = re.compile(r"\s*_{2,200}\s*$")
SIGNATURE_DASHES = re.compile(r"\s*(?:--|—|–|--\s?&nbsp;)\s*$")

# Footers of phones and programs.
_DEVICE = (
    r"(?<![^\W_])(?:iphone|ipad|ipod|android|galaxy|samsung|huawei|honor|xiaomi|redmi|realme|oneplus"
    r"|nokia|lumia|motorola"
    r"|blackberry|windows|outlook|gmail|yahoo|proton|airmail|bluemail|mymail|thunderbird|mailbox|mobil"
    r"|smartphone"
    r"|tablet|device|телефон|планшет|смартфон|мобильн|устройств|приложени|яндекс|почт|mail\.ru|рамблер"
    r"|rambler|acompli"
    r"|sparrow|typeapp|mailspring|apparaat|gerät|appareil|móvil|celular|telefon|téléfon|teléfon|em client"
    r"|superhuman"
    r"|missive|icloud|verizon|(?:ios|poco|oppo|vivo|pixel|htc|sony|phone|handy|cell|app|hey|mac"
    r"|mail(?=[\])*]| (?:app|for|для|für|client)|$)|spark|aqua|edison"
    r"|k-9|newton|canary|zoho|the bat!?|wiko|ti-85|mi)(?!\w))"
)
_SENT_FROM = (
    r"(?:(?:отправлено|послано|написано) (?:с|со|из|через|от|при помощи|с помощью|посредством)"
    r"|(?:надіслано|відправлено|дасланае) (?:з|із|зі|через|за допомогою)"
    r"|sent (?:from|via|using|with|through|on)|envoyé (?:depuis|de|à partir|avec|via|par)"
    r"|enviad[oa] (?:desde|do|da|de|con|com|a partir|via|por|pelo)|inviato (?:da|dal|dall['’]|con|tramite)"
    r"|(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via|door)|gesendet (?:von|mit|aus|vom|über|via)"
    r"|sendt (?:fra|med|via)"
    r"|(?:skickat|skickades|skickad) (?:från|med|via)|wysłan[eoya] (?:z|ze|za pomocą|przez)|lähetetty"
    r"|trimis (?:de|din|cu)"
    r"|odesláno (?:z|ze|pomocí)|poslano (?:z|s|iz)|gönderildi)"
)
FOOTERS = (
    re.compile(r"[<(*_«\[\s]{0,4}" + _SENT_FROM + r"\s[^.?!,]{0,50}?" + _DEVICE + r"[^?!]{0,70}$", _FLAGS),
    re.compile(r"[<(*_\s]{0,4}sent (?:from|via) my (?:[\w’'™-]{1,20} ){0,4}[\w’'™-]{1,20}[.)>*_]{0,3}$", _FLAGS),
    re.compile(r"(?:from|von|с|со) (?:my|meinem|моего) " + _DEVICE + r"[\w\s-]{0,30}$", _FLAGS),
    re.compile(
        r"[<(*_\[\s]{0,4}(?:get|получить|скачать|скачайте|завантажити|télécharger|obtenez|obtenir"
        r"|holen sie sich|obtener"
        r"|obter|ottieni|scarica|download|pobierz|hämta|hent|hanki)\s+\[?(?:outlook|bluemail|typeapp"
        r"|yahoo mail|spark"
        r"|mymail|почту mail|яндекс|gmail|proton).{0,120}$",
        _FLAGS,
    ),
    re.compile(r"\[?outlook (?:für|for|для|pour|para|per) (?:ios|android|mac).{0,120}$", _FLAGS),
    re.compile(
        r"(?:diese nachricht wurde|von meinem|from my|cet e-?mail a été envoyé|это (?:письмо"
        r"|сообщение) отправлено"
        r"|данное (?:письмо|сообщение) отправлено)\b.{0,40}" + _DEVICE + r".{0,80}$",
        _FLAGS,
    ),
    re.compile(
        r"(?:az )?\w{1,20}(?:-omról|-emről|ról|ről) küldve$"
        r"|.{0,30}(?:iphone|ipad|手机|手機).{0,6}(?:から送信|傳送|发送|에서 보냄)$"
        r"|(?:发自|發自)我的.{1,30}$|.{0,3}أُ?رسلت من .{1,30}$",
        _FLAGS,
    ),
)
POSTSCRIPT = re.compile(r"\s*(?:p\.? ?p?\.?s\b|ps\b|п\.? ?с\.|з\.? ?ы\.?|upd\b)", _FLAGS)

# Warnings that a mail gateway puts above (or into) the text.
BANNER = re.compile(
    r"[\W_]{0,40}(?:(?:caution|warning|attention|external|notice|important|внимание|осторожно"
    r"|предупреждение|внешн\w{1,4}"
    r"|achtung|vorsicht|warnung|extern\w{0,2}|attenzione|atención|atenção|uwaga)[\W_]{1,10}.{0,200}?"
    r"(?:external|outside|extern|extérieur|внешн|сторонн|неизвестн\w{1,4} отправител|не переходите"
    r"|не открывайте"
    r"|do not click|don['’]t click|sender)"
    r"|(?:this|the) (?:e-?mail|message|sender)(?: was| has)? (?:originated|came|come|comes|sent"
    r"|is) (?:from )?(?:outside|an? external|external)"
    r"|(?:это|данное) (?:письмо|сообщение) (?:было )?(?:получено|отправлено|пришло|поступило"
    r"|направлено) (?:от|из|извне|внешн)"
    r"|you don['’]t often get e-?mail from|some people who received this message don['’]t often"
    r"|вы (?:нечасто|редко) получаете (?:письма|сообщения|электронн)"
    r"|diese e-?mail (?:stammt|kommt|wurde) von (?:au(?:ß|ss)erhalb|einem externen))",
    _FLAGS,
)
BANNER_WORD_ONLY = re.compile(
    r"[\W_]{0,20}(?:external (?:e-?mail|sender|message)|external|внешн(?:яя почта|ее письмо"
    r"|ий отправитель)|extern(?:e e-?mail)?)"
    r"[\W_]{0,20}$",
    _FLAGS,
)
BANNER_TAIL = re.compile(
    r"\b(?:links?|attachments?|click|recogni[sz]e|trust|ссылк|вложени|переходите|открывайте|отправител"
    r"|безопасн|learn why"
    r"|узнайте, почему|anhänge|absender)\b|ссылк|вложени|безопасн",
    _FLAGS,
)

# Legal footers: the paragraph must begin like one and speak of confidence.
DISCLAIMER_TITLE = re.compile(
    r"[\W_]{0,10}(?:disclaimer|legal (?:notice|disclaimer)|confidentiality (?:notice|note|statement)"
    r"|уведомление о конфиденциальности|конфиденциальность|отказ от ответственности|правовая оговорка"
    r"|haftungsausschluss)"
    r"[\W_]{0,10}(?:$|[:.])",
    _FLAGS,
)
DISCLAIMER_START = re.compile(
    r"[\W_]{0,10}(?:confidential|(?:this|the information (?:contained )?in this) (?:e-?mail|message"
    r"|communication|transmission)"
    r"|the (?:content|information)s? (?:of|contained|in|transmitted)|if you (?:are not|have received this)"
    r"|(?:это|данное|настоящее) (?:электронное )?(?:сообщение|письмо)|информация,? (?:содержащаяся"
    r"|в (?:этом|данном|настоящем))"
    r"|содержание (?:этого|данного|настоящего)|если вы (?:получили|не являетесь)|diese (?:e-?mail|nachricht)"
    r"|ce (?:message|courriel|mail)|cet e-?mail|este (?:mensaje|correo|e-?mail)|esta mensagem"
    r"|questo messaggio|le informazioni|niniejsza wiadomość|dit (?:bericht|e-?mail)|deze e-?mail)",
    _FLAGS,
)
DISCLAIMER_WORD = re.compile(
    r"confidential|privileged|intended (?:solely|only|recipient|for)|unauthori[sz]ed|конфиденциальн"
    r"|предназначен"
    r"|адресат|vertraulich|confidentiel|confidencial|riservat|poufn|vertrouwelijk|received (?:this"
    r"|it) in error"
    r"|получили (?:это|данное|его) .{0,30}(?:ошиб|случайно)",
    _FLAGS,
)
SCANNED = re.compile(
    r"[\W_]{0,10}(?:this (?:e-?mail|message) (?:has been|was) (?:scanned|checked)|please (?:consider"
    r"|think of) the environment"
    r"|virus-free|без вирусов|вирусов нет|(?:это )?(?:письмо|сообщение) проверено|проверено антивирус"
    r"|подумайте об? (?:экологии|окружающей среде)|diese e-?mail wurde .{0,40}(?:viren|virus))",
    _FLAGS,
)

# What a client says who points at the text below.
POINTS_TO_FORWARD = re.compile(
    r"\bfyi\b|\bforwarding\b|\bfwd\b|пересылаю|переслал|перенаправляю|форвард|для информации|к сведению"
    r"|see (?:the )?(?:\w+ ){0,3}below"
    r"|(?:см|смотри|смотрите|посмотрите)\.? (?:\w+ ){0,3}ниже|(?:письмо|ответ|сообщение) (?:\w+ ){0,4}ниже"
    r"|zur info|zur kenntnis|weitergeleitet|leite (?:ich )?\w{0,10} ?weiter|pour info|para tu información"
    r"|do wiadomości",
    _FLAGS,
)
POINTS_INTO_QUOTE = re.compile(
    r"(?:answers?|answered|repl(?:y|ies|ied)|comments?|respon(?:ses?|ded)|notes?) (?:\w+ ){0,4}"
    r"(?:inline|in-?line|below|in red|in blue|in green|in the text|in bold|between the lines)"
    r"|(?:inline|in red|in blue) (?:\w+ ){0,2}(?:answers?|comments?|below)|see (?:\w+ ){0,2}(?:inline"
    r"|in-?line|in red|in blue)"
    r"|(?:ответ\w{0,4}|комментари\w{0,3}|пояснени\w{0,2}|замечани\w{0,2}) (?:[\w,]+ ){0,4}"
    r"(?:ниже|в тексте|по тексту|красн\w{1,3}|син\w{1,3}|зелен\w{1,3}|зелён\w{1,3}|цветом|внутри)"
    r"|(?:ниже|в тексте|по тексту|красным|синим|цветом) (?:\w+ ){0,2}(?:ответ|коммент|поясн)"
    r"|antworten? (?:\w+ ){0,4}(?:unten|im text|rot|inline)",
    _FLAGS,
)
