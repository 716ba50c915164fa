"""The marks by which automatic mail is known: senders, headers, subjects and phrases, by language.

Each function answers one question about one mark. It does not weigh marks against each other: that is done
where a kind is read. Sources: RFC 3834 (Auto-Submitted), RFC 5321 §4.5.5 (null return path), MS-OXCMAIL
(X-Auto-Response-Suppress is only a request, no mark), the notices of the usual servers.
"""

import re

from services.mail_worker.automatic_parts import Anatomy

_DAEMON_LOCAL = re.compile(
    r"(?:mailer[._-]?d[ae]+mon|mail[._-]?daemon|post[._-]?master|poostmaster|mdaemon|mmdf|"
    r"mail[._-]?delivery[._-]?\w{0,12}|"
    r"bounces?|mailerdaemon|microsoftexchange[0-9a-f]{8,40}|ndr|dsn)(?:[+-][^@]{0,100})?\Z",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"\A[\s\"']{0,3}(?:internet )?(?:mail(?:er)? ?(?:deliver[y]? (?:sub)?system|delivery (?:service|"
    r"system)|daemon|administrator)|"
    r"mail delivery|mail deliver system|system administrator|postmaster|mmsc ndr|microsoft outlook\Z|"
    r"delivery subsystem|"
    r"content-filter at|système de distribution|администратор (?:системы|почты)|система доставки|"
    r"systemadministrator|administrador del sistema)",
    re.IGNORECASE,
)
_UNATTENDED_LOCAL = re.compile(
    r"(?:(?:no|do)[._-]?(?:not|t)?[._-]?reply|donotreply|no[._-]?response|auto[._-]?(?:reply|responder|"
    r"mailer|confirm)|robot|"
    r"notifications?[._-]?no[._-]?reply|unattended)(?:[+.-][^@]{0,100})?\Z",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\s{0,4}(?:\[[^\]]{0,40}\]\s{0,3})?(?:re|aw|antw|sv|vs|odp|rif|rv|ref|tr|wg|fwd?|fw|enc|i|doorst|ha|"
    r"на|отв(?:ет)?|пересл?|vá|ynt|"
    r"回复|答复|转发|返信|転送)\s?(?:\[\d{1,3}\])?\s?[:：]",
    re.IGNORECASE,
)

_BOUNCE_SUBJECTS = (
    # English
    r"undeliver(?:ed|able)|non[- ]?deliver|returned mail|returned to sender|failure (?:notice|delivery)|"
    r"failed delivery|"
    r"(?:e-?mail |message |mail )?(?:delivery|system) (?:status )?(?:notification|failure|failed|error|"
    r"problem|report|"
    r"status|delay|incomplete|unsuccessful|has failed|subsystem)|(?:e-?mail|message|"
    r"mail) delivery (?:has )?(?:been )?"
    r"(?:fail|delay|error|problem|status|notif)|delay(?:ed)? (?:mail|delivery|message)|delayed:|"
    r"message delayed|"
    r"warning\W{1,4}(?:could not send|message|mail|unable)|(?:mail|message|"
    r"e-?mail)[^:]{0,20} (?:could not be|was not|not|"
    r"wasn't|cannot be) (?:delivered|sent)|message you sent blocked|message (?:blocked|rejected)|"
    r"unable to deliver|"
    r"could(?: not|n't) (?:send|deliver)|could not be delivered|error sending your mail|"
    r"there was an error sending|mail (?:system )?error|e-?mail (?:bounce|delivery)|bounced? (?:e-?mail|"
    r"message|mail|notif)|"
    r"address not found|recipient (?:not found|unknown)|user unknown|postmaster notify|mail failure|"
    r"considered unsolicited|message delivery has|your message (?:to|could|was not|wasn't|couldn't)|"
    r"delivery to .{1,80} failed|rejected:|"
    # Russian, Ukrainian, Bulgarian
    r"(?:ваше )?(?:сообщение|письмо|почта|пошта|повідомлення|лист)[^:]{0,40} не (?:было |была |"
    r"может быть |было бути |може бути )?"
    r"(?:доставлен|отправлен|вручен|надіслан)|недоставлен|не ?доставлено|недоставк|невозможно доставить|"
    r"(?:не удается|не удаётся|не удалось|"
    r"не вдалося|неможливо) доставить?и?|(?:ошибка|сбой|неудача|помилка|задержка|"
    r"затримка) (?:при )?(?:доставк|отправк)|"
    r"(?:уведомление|отчет|отчёт|повідомлення) о?(?:про)? ?(?:состоянии доставки|недоставк|доставк|"
    r"стан доставк)|"
    r"возврат (?:письма|почты)|возвращено отправителю|возвращенное (?:письмо|сообщение)|"
    r"доставка (?:отложена|задерж|не удалась)|"
    # German, Dutch, Nordic
    r"unzustellbar|nicht zustellbar|(?:nachricht |mail )?(?:konnte )?nicht zugestellt|"
    r"zustell(?:ung)?s?(?:fehler| fehlgeschlagen)|"
    r"zustellung |benachrichtigung (?:zum|über)|onbestelbaar|niet bezorgd|kan niet worden (?:bezorgd|"
    r"afgeleverd)|"
    r"(?:går ikke|kan ikke|kunne ikke|kunde inte|kan inte) lever|olevererbar|oleveransebar|ikke leveret|"
    r"toimittamat|"
    # French, Spanish, Portuguese, Italian, Polish, Czech, Hungarian, Turkish
    r"non (?:remis|délivr|distribu)|échec (?:de |du )?(?:la )?(?:remise|distribution|livraison|d)|"
    r"(?:message|courriel|mail) non |notification (?:d'état|de remise)|remise (?:impossible|retardée)|"
    r"retourné à l|"
    r"no (?:se )?(?:pudo |puede |ha podido )?entreg|error (?:en|de|al) (?:la )?(?:entrega|entregar|envi)|"
    r"notificación (?:de|del) estado|"
    r"(?:mensaje|correo) (?:no |devuelto|rechazado)|(?:mensagem |e-?mail )?não (?:pôde ser |foi )?entreg|"
    r"não (?:é|foi) possível entreg|"
    r"falha (?:na|de) entrega|devolvid|non recapitabil|mancat[oa] (?:recapito|consegna)|"
    r"impossibile (?:recapit|consegn)|"
    r"errore (?:di|nella) consegna|notifica (?:dello|di) stato|nie można dostarczyć|nie ?dost?arczon|"
    r"niedoręczon|"
    r"nie (?:udało|dostarczono)|nedoručiteln|nedoručen|kézbesít|teslim edilemed|iletilemed|"
    # Japanese, Chinese, Korean
    r"配信(?:不能|でき|エラー|に失敗|失敗)|送信(?:できません|エラー|失敗)|メールエラー|エラー(?:通知|メール)|不達|メッセージを配信|返送|"
    r"退信|无法(?:送达|投递|传递)|無法(?:傳遞|遞送|送達|投遞)|"
    r"(?:投递|传递|发送|投遞|傳送)失(?:败|敗)|未送达|未送達|배달되지|전송 ?실패|반송"
)
_BOUNCE_SUBJECT = re.compile(
    rf"[\s*!]{{0,6}}(?:\[[^\]]{{1,40}}\]\s{{0,3}})?(?:mail(?: system)?: |notice: |automatic bounce|"
    r"warning: |внимание[!:.] )?"
    rf"(?:{_BOUNCE_SUBJECTS})",
    re.IGNORECASE,
)
_BOUNCE_ANYWHERE = re.compile(
    r"delivery status|mail delivery|bounce notification|mail failure|undeliverable|\bfailure notice|"
    r"delivery (?:has )?fail",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"(?:could|can|was|were|has|have|is|did)(?: not|not|n't|n’t|nt)(?: yet)? (?:yet )?(?:be |been |"
    r"able to |reach |successfully )?(?:be )?"
    r"(?:deliver|sent|reach|the|any|process|relay|accept|complet)|(?:un|not )able to (?:deliver|send|"
    r"relay)|undeliver(?:able|ed)|not delivered|"
    r"delivery (?:to|of|has|attempt|error|failed|failure|problem|status|expired)|deliver(?:ing|"
    r"y) (?:your|the|to) |"
    r"fail(?:ed|ure)[^.\n]{0,60}(?:deliver|recipient|address|permanent|send)|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal error|"
    r"(?:rejected|refused|blocked|bounced|returned|discarded|quarantined)[^.\n]{0,60}(?:by|recipient|"
    r"message|mail|server|address|your|because|to)|"
    r"(?:message|mail|email)[^.\n]{0,60}(?:was|were|been|is being|being|has) (?:rejected|refused|blocked|"
    r"bounced|returned|delayed|stopped|quarantined)|"
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled|does)|user unknown|unknown user|"
    r"no such user|over quota|"
    r"host unknown|invalid (?:user|recipient|address)|does(?: not|n't) exist|(?:still|"
    r"keep) (?:being )?(?:trying|retried|retrying|queued)|"
    r"following (?:address|recipient|error)|error(?: message)? (?:below|follows|was|while)|"
    r"trouble delivering|transcript of session|"
    r"не (?:может быть|было|была|были|удалось|удается|удаётся|смогли?|получилось)[^.\n]{0,40}(?:доставл|"
    r"доставит|отправ|вручен)|недоставлен|"
    r"(?:ошибк|задержк|сбой)[^.\n]{0,30}доставк|не (?:существует|найден|доставлен|вдалося)|переполнен|"
    r"отклонен|отклонён|возвращен|"
    r"nicht (?:zugestellt|zustellbar|erreicht|gefunden)|unzustellbar|zustellung|existiert nicht|unbekannt|"
    r"n'a (?:pas )?(?:pu|été)|pas (?:pu |été )?(?:être )?(?:remis|distribu|délivr|trouv)|"
    r"impossible de (?:remettre|délivrer|distribuer)|n'existe pas|échec|"
    r"no (?:se )?(?:ha )?(?:pudo|puede|podido|ha)[^.\n]{0,30}(?:entreg|envi)|no (?:existe|encontrad)|"
    r"no pudimos|no hemos podido|"
    r"não (?:pôde|foi|é)[^.\n]{0,30}(?:entreg|envia|possível)|não existe|non (?:è stato|può|esiste|"
    r"è possibile|recapit)|impossibile|"
    r"nie (?:można|mógł|może|został|istnieje|udało)|niedostarcz|kon niet|niet (?:bezorgd|worden)|"
    r"配信でき|送信でき|送信に失敗|届け|配信されません|存在しません|見つかりません|エラー|一杯|不达|无法|無法|退回|失败|失敗|拒收|전송",
    re.IGNORECASE,
)
_DELAY_SUBJECT = re.compile(
    r"delay|still being retried|warning|задерж|отложен|verzöger|retard|vertrag|ritardo", re.IGNORECASE
)
_DELAY = re.compile(
    r"do not need to resend|(?:will|is) (?:continue|keep|still) (?:to )?try|warning message only|"
    r"still being retried|"
    r"no action is required|delivery (?:is |has been )?delayed|попытки (?:доставки )?(?:будут )?продолж",
    re.IGNORECASE,
)

# Subjects written by the robot itself, at the very start.
_VACATION = re.compile(
    r"[\s*!\[\](]{0,4}(?:auto(?:matic|mated|mat)?[ -]?(?:reply|response|responder|answer)\b|"
    r"auto[- ]?reply\b|autoreply|autoresponse|"
    r"(?:i(?:'m| am) |we are )?(?:currently )?out[- ](?:of|from)[- ](?:the[- ]|my )?office|"
    r"ooo\b(?=\s*[:\-–—|]|\s*\Z)|out of office|"
    r"(?:i'm |i am )?(?:away|on (?:vacation|holiday|annual leave|leave))(?: (?:until|till|from|through|"
    r"notice)|\s*[:!]|\s*\Z)|"
    r"(?:vacation|holiday|absence) (?:reply|notice|message|response|notification|auto)|away from (?:my|"
    r"the) (?:office|desk|mail)|"
    r"авто(?:матический)?[ -]?(?:ответ|уведомлени|сообщени)|автоматическое (?:сообщение|уведомление)|"
    r"(?:меня )?(?:нет|не буду|отсутствую) (?:в|на) (?:офисе|месте|работе)|(?:я )?(?:сейчас )?(?:в|"
    r"нахожусь в) отпуске\b|вне офиса|"
    r"отсутствие (?:в|на)|автоматична відповідь|автовідповід|я у відпустці|"
    r"automatische (?:antwort|nachricht|abwesenheit)|automatisch(?:e)? (?:antwoord|beantwoord|reactie)|"
    r"abwesenheits|"
    r"(?:ich bin )?(?:außer haus|ausser haus|nicht im (?:büro|haus))|autoreaktion|afwezig|"
    r"réponse automatique|message automatique|(?:message )?d'absence|absence du bureau|absent[e]? (?:du|"
    r"jusqu)|en congés?\b|"
    r"respuesta autom|fuera de (?:la )?oficina|ausente de la oficina|resposta autom|fora do escritório|"
    r"ausência|"
    r"risposta automatica|fuori (?:sede|ufficio)|assente|odpowiedź automatyczna|automatyczna odpowiedź|"
    r"autoodpowiedź|"
    r"(?:jestem )?poza biurem|nieobecno|autosvar|automatiskt? svar|automatisk svar|frånvaro|fravær|"
    r"poissa|automaattinen|"
    r"automatick[áa] odpov|automatikus válasz|otomatik yanıt|răspuns automat|автоматичен отговор|"
    r"自動(?:応答|返信)|不在(?:通知|です|の)|自动(?:答复|回复)|"
    r"自動(?:回覆|答覆)|외출|자동 (?:회신|응답)|부재중)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out of (?:the |my )?office|away from (?:the |my )?(?:office|desk|e-?mail)|on (?:annual |parental |"
    r"sick |maternity )?(?:leave|vacation|holiday)|"
    r"(?:automatic|automated|auto)[- ]?(?:reply|response|message)|limited (?:access|e-?mail)|"
    r"will (?:be )?(?:back|return)|currently (?:away|out|unavailable)|"
    r"в отпуск|отсутств|автоматическ|автоответ|вне офиса|командировк|больничн|у відпуст|відсутн|"
    r"nicht im (?:büro|haus)|abwesend|außer haus|im urlaub|automatisch|absent|en congé|vacances|"
    r"fuera de la oficina|vacaciones|de férias|fora do escritório|fuori ufficio|in ferie|assente|"
    r"poza biurem|urlop|nieobecn|"
    r"不在|休暇|自動返信|自动回复|休假|外出",
    re.IGNORECASE,
)


def sender(mail: Anatomy) -> tuple[str, str]:
    """Display name and address of From, the address in lower case; both may be empty."""
    value = mail.first("from")[:1_000]
    if match := re.search(r"<([^<>]{0,320})>", value):
        return value[: match.start()].strip(' "'), match[1].strip().lower()
    if match := re.match(r"\s{0,9}(\S{1,320})\s{1,9}\((.{0,200})\)", value):  # the old form: address (name)
        return match[2], match[1].lower()
    return "", value.strip().strip('"').lower()


def is_daemon_address(address: str) -> bool:
    """The address belongs to a mail server, not to a person."""
    return bool(_DAEMON_LOCAL.match(address.partition("@")[0].strip('"<>')))


def is_daemon(mail: Anatomy) -> bool:
    """From is the mail server: by its address, by its usual name, or because it has no address at all."""
    if "from" not in mail.fields:
        return has_null_path(mail)
    name, address = sender(mail)
    return not address or is_daemon_address(address) or bool(_DAEMON_NAME.match(name))


def is_unattended(mail: Anatomy) -> bool:
    """From says of itself that nobody reads answers (no-reply@ and its like)."""
    return bool(_UNATTENDED_LOCAL.match(sender(mail)[1].partition("@")[0]))


def has_null_path(mail: Anatomy) -> bool:
    """The envelope had no sender, as RFC 5321 §4.5.5 wants of automatic mail."""
    values = [value.strip().lower() for value in mail.fields.get("return-path", ())]
    return any(value in ("<>", "<null>", "<mailer-daemon>") or value.startswith("<mailer-daemon@") for value in values)


def is_marked_automatic(mail: Anatomy) -> bool:
    """Auto-Submitted says that no person sent it (RFC 3834)."""
    keyword = mail.first("auto-submitted").partition(";")[0].split("(")[0].strip().lower()
    return keyword not in ("", "no")


def is_answer_subject(subject: str) -> bool:
    """The subject begins with Re:, Fwd: or their like."""
    return bool(_ANSWER.match(subject[:200]))


def is_bounce_subject(subject: str) -> bool:
    """The subject is one of those that servers give to failed or delayed mail."""
    head = subject[:300]
    return bool(_BOUNCE_SUBJECT.match(head) or _BOUNCE_ANYWHERE.search(head))


def is_vacation_subject(subject: str) -> bool:
    """The subject is one of those that mail programs give to automatic replies."""
    return bool(_VACATION.match(subject[:300]))


def tells_of_failure(text: str) -> bool:
    """The text speaks of a delivery that failed or is late."""
    return bool(_FAILURE.search(text[:8_000]))


def tells_of_absence(text: str) -> bool:
    """The text speaks of an absence or calls itself automatic."""
    return bool(_AWAY.search(text[:4_000]))


def is_delay(subject: str, text: str) -> bool:
    """The server is still trying."""
    return bool(
        _DELAY_SUBJECT.search(subject[:300])
        and not re.search(
            r"fail|"
            r"expired",
            subject[:300],
            re.IGNORECASE,
        )
    ) or bool(_DELAY.search(text[:4_000]))
