"""Is an address dead, or was only this mail refused? The verdict on a failed delivery.

Only an unknown user, an unknown host or a moved mailbox is hard. Quota, policy, reputation, spam, rate,
size, authentication and delays are soft, whatever the class of their code: a 5xx says that this attempt
is over, not that nobody lives there. Codes: RFC 3463, RFC 5248, RFC 7505 and the IANA registry.

It does not read mails; it gets the code and the server's words.
"""

import re

# What is left to the words when it says nothing by itself: x.0.0, x.5.0 and so on.
_DEAD_CODES = frozenset(
    {
        "5.1.1",  # bad destination mailbox
        "5.1.2",  # bad destination system
        "5.1.3",  # bad syntax of the address
        "5.1.6",  # mailbox has moved
        "5.1.10",  # null MX, or recipient not found (Exchange)
        "5.2.1",  # mailbox disabled for good
        "5.4.4",  # unable to route: no such host
        "5.4.310",  # domain does not exist (Exchange Online)
    }
)

_NOISE = re.compile(
    r"https?://\S{1,500}|\S{0,200}@\S{1,200}|(?<![\w.-])(?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])"
)
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")

_FULL = re.compile(
    r"mailbox (?:is )?(?:currently )?(?:full|over)|(?:over|exceed\w{0,3}|out of|above).{0,40}(?:quota|"
    r"storage|allocat)|"
    r"quota.{0,30}(?:exceed|full|reach)|(?:inbox|mailbox|mail ?drop|account|storage|"
    r"folder).{0,20} (?:is )?full|"
    r"full mailbox|insufficient (?:disk|storage|system)|not enough (?:disk|storage|space)|no space|"
    r"disk (?:quota|full)|"
    r"too (?:much|many) (?:mail|messages) (?:data )?in|at a rate|too (?:fast|quickly|many|frequent)|"
    r"rate.?limit|"
    r"переполн|квот|нет места|недостаточно места|(?:postfach|mailbox) (?:ist )?voll|kontingent|"
    r"boîte.{0,20}pleine|"
    r"buz[oó]n.{0,20}llen|casella.{0,20}pien|caixa.{0,25}chei|skrzynka.{0,30}(?:pełn|przepełn)|"
    r"一杯|いっぱい|容量|満杯|已满|已滿|超過|超出"
)
_ABOUT_US = re.compile(
    r"sender(?:'s)? (?:address|domain|e-?mail|verif|rejected|denied|unknown|not|id|ip)|domain of sender|"
    r"(?:from|return|envelope) address|unknown sender|invalid sender|sender is|mail from|"
    r"helo|ehlo|client host|your (?:host|ip|server|domain|hostname)|reverse (?:dns|lookup)|ptr |\brdns\b|"
    r"\bspf\b|\bdkim\b|\bdmarc\b|authenticat|relay(?:ing)? (?:access )?(?:denied|not|prohib)|(?:to|"
    r"not) relay|open relay|no relay|black ?list|block ?list|\brbl\b|dnsbl|reputation|"
    r"адрес отправителя|отправитель (?:не|от)"
)
_LATER = re.compile(
    r"(?<!and )try again|try later|temporar|gr[ae]y-?list|deferred|timed? ?out|expired|still trying|"
    r"will (?:continue|keep|retry)"
)
_OTHER_SOFT = re.compile(
    r"spam|unsolicited|blocked|polic(?:y|ies)|virus|malware|too (?:large|big|long)|size (?:limit|exceed)|"
    r"message size|"
    r"suspend|on hold|frozen|connection (?:refused|lost|closed)|loop|hop count|content (?:reject|denied)|"
    r"not (?:allowed|authorized|authorised|permitted)|only accept|does not accept mail from|restricted|"
    r"спам|политик|заблокирован|приостановлен"
)
_PERHAPS = re.compile(
    r"(?:may|might) not exist|permission|permis[so]|berechtig|droit|прав[оа]? |権限|權限|权限|대한 권한"
)
_WHO = (
    r"(?:user|account|mailbox|recipient|address|alias|addressee|username|e-?mail|domain|host|person|"
    r"group|inbox)"
)
_DEAD = re.compile(
    # nobody of that name
    rf"{_WHO}(?: name| id| address| account)?s?[^.;\n]{{0,60}}? (?:is |are |was |were |has |have |could |"
    r"can )?"
    r"(?:unknown|not (?:be )?found|not known|not exist|does ?n[o']t exist|doesn.t exist|does not exist|"
    r"nonexist\w{2,4}|"
    r"non-exist\w{2,4}|not (?:be )?(?:recognized|recognised|listed)|not a (?:valid|known|registered)|"
    r"no longer (?:exist|valid|active|available|in use))|"
    rf"{_WHO}s? (?:[^.;\n]{{0,12}} )?(?:(?:has|have) been|is|was) (?:moved|deleted|removed|closed|"
    r"terminated|discontinued)|"
    r"(?:unknown|invalid|nonexistent|non-existent|bad|undefined) "
    r"(?:or \w{1,20} |final |delivery ){0,2}(?:user|recipient|account|mailbox|address|local|alias|"
    r"destination)|"
    r"no such (?:user|recipient|mailbox|account|address|person|domain|host|local|alias|e-?mail)|"
    r"no (?:mailbox|user|account) "
    r"(?:here|by|with|found|matching)|(?:does not|doesn't|don't|do not) have (?:an?|"
    r"any) .{0,40}(?:account|mailbox|user)|"
    r"not (?:a|our|one of our) (?:valid|registered|known|customers?|user|recipient|mailbox)|"
    r"user (?:doesn.t|does not) exist|cannot find (?:the )?(?:user|recipient|mailbox)|"
    r"recip(?:ient)?notfound|"
    r"recipient address rejected\W{0,3}(?:user|undeliverable|no such)|unrout(?:e)?able|"
    r"no longer (?:on server|employed|with us|here)|"
    r"has moved|mailbox (?:has )?moved|"
    # no such host
    r"host (?:or domain name )?(?:not found|unknown)|unknown (?:host|domain|mail domain)|"
    r"name service error|nxdomain|"
    r"couldn't find any host|no (?:such )?(?:mx|a) record|null ?mx|domain (?:name )?(?:does not|doesn't|"
    r"does n.t) "
    r"(?:exist|accept)|does not accept mail(?! from)|domain not found|no such domain|"
    # other languages
    r"пользовател[ьяе]\w{0,3}.{0,40}(?:не найден|не существует|неизвест)|нет такого (?:пользователя|"
    r"адреса|ящика)|"
    r"такого (?:пользователя|ящика|адреса).{0,20}нет|(?:ящик|адрес|домен|"
    r"получател)\w{0,3}.{0,40}(?:не найден|не существует)|"
    r"неизвестный (?:пользователь|получатель|адрес)|несуществующ|не існує|"
    r"(?:empfänger|adresse|benutzer|postfach).{0,60}(?:unbekannt|existiert nicht|nicht gefunden|"
    r"nicht vorhanden)|"
    r"unbekannter (?:empfänger|benutzer)|(?:adresse|utilisateur|destinataire|boîte|compte).{0,60}"
    r"(?:n'existe pas|inconnu|introuvable)|(?:direcci[oó]n|usuario|destinatario|cuenta|buz[oó]n|"
    r"indirizzo|casella|utente)"
    r".{0,60}(?:no existe|desconocid|no se (?:ha )?encontr|non esiste|sconosciut|non trovat|inesistente)|"
    r"(?:endereço|usuário|destinatário|conta).{0,60}(?:não existe|desconhecid|não (?:foi )?encontrad)|"
    r"(?:adres|użytkownik|skrzynka|odbiorca).{0,60}(?:nie istnieje|nieznan|nie znaleziono)|"
    r"存在しません|見つかりません|存在しない|宛先不明|不存在|无此用户|找不到"
)
# "Mailbox unavailable" is the RFC 5321 wording of 550 and stands for an unknown user unless more is said.
_UNAVAILABLE = re.compile(r"\b550\b[^\n]{0,80}mailbox unavailable|address rejected\.?\s*\Z")


def find_code(words: str) -> str | None:
    """The enhanced status code in the server's words: the last specific one, else the last."""
    codes = _CODE.findall(words[:4_000])
    specific = [code for code in codes if code[0] in "45" and not code.endswith(".0.0")]
    found = specific or codes
    return str(found[-1]) if found else None


def _named(match: re.Match[str]) -> str:
    # Addresses and host names may contain any of the words that are looked for.
    if match[0].startswith("http"):
        return " "
    return " address " if "@" in match[0] else " domain "


def is_hard(status: str | None, words: str) -> bool:
    """True when the address is dead: `status` is the enhanced code if any, `words` what the server said."""
    said = _NOISE.sub(_named, " ".join(words[:4_000].lower().split()))
    code = status or ""
    if code.startswith(("4", "2")) or _FULL.search(said) or _ABOUT_US.search(said):
        return False
    if not code and _PERHAPS.search(said):
        return False
    if _DEAD.search(said) and not (_LATER.search(said) and code not in _DEAD_CODES):
        return True
    if _LATER.search(said) or _OTHER_SOFT.search(said):
        return False
    if code in _DEAD_CODES or (code == "5.4.1" and "recipient address rejected" in said):
        return True  # Exchange Online says 5.4.1 for a recipient that its directory does not know
    return code in ("", "5.0.0", "5.1.0", "5.5.0") and bool(_UNAVAILABLE.search(said))
