"""Pieces of patterns and common misspellings for the English opt-out rules.

They are parts of regular expressions and mean nothing alone; the rules are in `signals_en`.
"""

REACH = (
    r"(?:cold[ -])?(?:e-?mail(?:ing)?|mail(?:ing)?|writ(?:e|ing)|contact(?:ing)?|cold[ -]?call(?:ing)?|call(?:ing)?"
    r"|text(?:ing)?|messag(?:e|ing)"
    r"|spam(?:ming|ing)?|bother(?:ing)?|ping(?:ing)?|reach(?:ing)?(?:\sout)?|disturb(?:ing)?|harass(?:ing)?|phon(?:e"
    r"|ing)|ring(?:ing)?"
    r"|pester(?:ing)?|follow(?:ing)?[ -]?up|followup|solicit(?:ing)?|dm(?:ing)?|dms|msg(?:ing)?|pitch(?:ing)?"
    r"|bug(?:ging)?|annoy(?:ing)?"
    r"|get(?:ting)?\sin\s(?:touch|contact)|communicat(?:e|ing)|correspond(?:ing)?|bombard(?:ing)?|flood(?:ing)?"
    r"|blast(?:ing)?|hound(?:ing)?"
    r"|hassl(?:e|ing)|badger(?:ing)?|nag(?:ging)?|approach(?:ing)?|chas(?:e|ing)|target(?:ing)?|market(?:ing)?\sto"
    r"|advertis(?:e|ing)\sto|stalk(?:ing)?"
    r"|cold[ -]?email(?:ing)?|hit(?:ting)?\s(?:me|us)\sup|nudg(?:e|ing)|clog(?:ging)?|filling\s?(?:up)?|fill(?:\sup)?"
    r"|chat(?:ting)?|talk(?:ing)?\sto|sell(?:ing)?\sto|keep\s\w{5,12}ing)"
)
ING = (
    r"(?:(?:all|any|with|w|the|your|these|this|ur|that|those|it|to|of|from|just|even|constantly|always|fucking|bloody"
    r"|damn|goddamn|f\w{0,4}ing|freaking|please|pls|and\sdesist)\s){0,3}"
    r"(?:(?:cold[ -]?)?e-?mailing|mailing|e-?mailling|sending|writing|contacting|(?:cold[ -]?)?calling|texting"
    r"|messaging|spamming|spaming|bothering|pinging|reaching(?:\sout)?"
    r"|disturbing|harassing|phoning|ringing|pestering|following[ -]?up|soliciting|dming|pitching|bugging|annoying"
    r"|getting\sin\stouch|communicating|bombarding|flooding|blasting|hounding|hassling"
    r"|badgering|nagging|approaching|chasing|targeting|marketing|stalking|nudging|clogging|filling|forwarding"
    r"|trying\sto\s(?:contact|reach|sell|email|call|pitch)|trying|hitting|cluttering|wasting|asking|selling|pushing"
    r"|insisting|advertising|offering)"
)
YOU = (
    r"(?:me|us|(?:my|our)\s(?:\w{1,10}\s)?(?:e-?mail|inbox|address|number|phone|company|team|office|staff|employees"
    r"|people|cell|mobile|account|organi[sz]ation|firm|domain|line|business|colleagues|mailbox|server|home|desk|house)"
    r"|ours|mine|this|him\sor|the\s(?:address|number|office|inbox|company)|here|anyone\s(?:here|at|in)"
    r"|anybody\s(?:here|at|in)|at\s(?:this|my|our)|to\s(?:me|us|this|my|our\s(?:address|office|company|team))"
    r"|on\s(?:this|my|our)|people\shere|with\s(?:me|us)|everyone\s(?:here|at|in))"
)
MAIL = (
    r"(?:e-?mails?|mails?|emials?|messages?|msgs?|texts?|calls?|spam|spams|newsletters?|communications?|contact"
    r"|correspondence|follow[ -]?ups?|solicitations?|mailings?|outreach|pitches|offers|ads|advertising|promos?"
    r"|promotions?"
    r"|promotional\s\w{1,12}|marketing\s?(?:e-?mails?|mails?|messages?|material|communications?|stuff|crap)?"
    r"|junk(?:\smail)?|garbage|crap|shit|bullshit|bs|nonsense|harassment|harassing|dms|notifications"
    r"|unsolicited\s\w{1,14}|(?:sales|promotional|advertising)\s(?:materials?|letters?)|sales\s(?:e-?mails?|pitch\w{0,2}|calls?|messages?|stuff|crap|outreach|mail)"
    r"|cold\s(?:e-?mails?|calls?|outreach)|letters|sms|sequence|cadence|campaign|reminders|sh[i1*]t|communication"
    r"|mail\sshots?|touchpoints|emailing)"
)
SUCH = r"(?:anything|any|these|this|more|those|such|stuff|things|it|further|future|all|your)"
AGAIN = (
    r"(?:again|any\s?more|ever|in\s(?:the\s)?future|going\sforward|from\snow\son|henceforth|period|please|pls|plz"
    r"|thanks|thank\syou|thx|further|whatsoever|under\sany|for\sany|altogether|immediately|now|already|at\sall|or|nor"
    r"|and)"
)
TAIL = (
    rf"(?=\s?(?:$|[.!?,;:)(…\n\"/-])|\s(?:{AGAIN}|{YOU}|about|regarding|with|via|by|through|i|we|at|on|if|because|as"
    r"|cause|cuz|im|its|for|unless|until|till|before|im|ill|you|so|not|no|its|bro|dude|man|mate|guys|sir|folks|since"
    r"|or|any|just|take|remove|unsubscribe|stop|anyone|today|tomorrow|this|next|right|during|after|while|except|like"
    r"|yet))"
)
FILL = (
    r"(?:\s(?:ever|please|pls|plz|you|dare|bother|even|try|trying|to|think|of|about|again|attempt|attempting|keep"
    r"|continue|fucking|bloody|both|any|further|me|us|be|being|directly|want|wish|need|come|go|do|so|cold|simply|just"
    r"|anymore|or|by|keep\son|send|f\w{0,4}ing)\b){0,5}?"
)
NO = (
    r"(?:dont|do\s?not|donot|do\snt|dnt|don t|never|please\snot|pls\snot|doont|dont't|dont\syou|no\slonger|not\sever"
    r"|must\snot|mustnt|may\snot|shall\snot|should\snot|shouldnt|better\snot|cannot)"
)
UNTIL = (
    r"\b(?:until|till|til|before|for\s(?:now|the\s(?:next|rest|moment|time)|a\s(?:few|while|couple|month|week|bit)|\d"
    r"|two|three|six|at\sleast)"
    r"|on\s(?:the\s)?(?:weekend|sunday|saturday|monday|tuesday|wednesday|thursday|friday|holiday|my\sday|vacation)"
    r"|on\s(?:weekends|sundays|saturdays|holidays)"
    r"|at\s(?:night|weekends|work|home|lunch|this\s(?:hour|time\sof)|\d)|after\s(?:\d|hours|six|seven|five|work)"
    r"|during|while\s(?:i|we|im|were)|today|tomorrow|tonight|this\s(?:week|month|quarter|year|morning|summer"
    r"|afternoon)|right\snow\b(?=[\s,]+(?:but|try|maybe|we|i))|just\syet|yet|so\s(?:often|much|early|late|many"
    r"|frequently)|too\s(?:often|much|many|early|late)|every\s(?:day|other|single\sday)|more\sthan|in\sthe\s(?:evening"
    r"|morning|meantime|middle)|so\sfrequently|as\soften|in\s(?:december|january|february|march|april|may|june|july"
    r"|august|september|october|november|q[1-4])\b)"
)
INSTEAD = (
    r"(?:^|[,;:.!-]\s?|\band\s|\bbut\s)(?:please\s|pls\s|just\s|better\s|rather\s|instead\s|simply\s|but\s"
    r"|id\srather\syou\s|you\scan\s|you\sshould\s|you\scould\s|only\s|can\syou\s|could\syou\s|and\s|maybe\s"
    r"|better\sto\s|ask\sher\s|do\s){0,2}"
    r"(?:write|e-?mail|contact|talk|reach\sout|speak|call|message|ping|direct|send|use|ask|text|whatsapp|give\s(?:me"
    r"|us|him|her)\sa\scall|drop\s(?:me|us)|share|show|tell|phone|dm|go\sthrough|switch|put\sit|summari[sz]e"
    r"|try\s(?:her|him|them|our|my))\b(?!\s(?:again|me\sagain|us\sagain|your\sspam\selsewhere|anything|any|more"
    r"|me\sanything|a\s(?:complaint|report)|my\slawyer|someone\selse|somebody\selse|anyone))"
    r"|\binstead\b|\b(?:e-?mail|text|mail|writing|chat|slack|whatsapp|zoom|phone|call)\s(?:is|works|only|would\sbe)\b"
    r"|\b(?:i|we)\sonly\s(?:read|use|check|answer|do)|\bprefer\s(?:e-?mail|text|a\scall|calls|whatsapp|phone|slack"
    r"|to\stalk|writing)|\bid\srather\s(?:see|have|read|get|talk|you)"
)
OTHERS = (
    r"\b(?:customers?|clients?|users?|subscribers?|recipients?|leads|prospects?|contacts|guests|patients|members"
    r"|buyers|shoppers|consumers|candidates|students|donors|visitors|they|tenants|attendees|reps|our\steam|people)\b"
)
ASKING = (
    r"(?:^|[\s,.!;:-])(?:why|when|how|what|where|which|who|does|do|can|could|is|are|did|will|would|has|have"
    r"|should)\s(?:\w{1,12}\s){0,4}$"
)
WE = (
    r"\b(?:we|they|i|he|she|it|people|everyone|nobody|reps|team|that|which|who|customers|clients|competitors|vendors"
    r"|prospects|users|guys)\s(?:(?:just|really|usually|normally|also|all|still|often|generally|will|would|can"
    r"|typically|simply|now|currently|deliberately|already|did|had|must|should)\s){0,2}$"
)
DB = (
    r"(?:lists?|mailings?|data\s?bases?|databases?|db|crm|records?|systems?|contacts?|mailing\s?lists?|distribution"
    r"|files?|subscriptions?|sequences?|campaigns?|cadences?|outreach|newsletters?|marketing|e-?mails?|e-?mailing|spam"
    r"|directory|books|group|prospect\w{0,3}|servers?|rolodex|address\sbook|radar|spreadsheet|pipeline|call\slist"
    r"|lead\slist|subscribers?)"
)
DEL = (
    r"(?:remove|count|delete|erase|take|drop|strike|scrub|purge|get|exclude|wipe|clear|pull|cross|scratch|cut|removing"
    r"|deleting|erasing|taking|taken|removed|deleted|erased|removal|deletion|erasure|kick|leave|keep|unlist|delist"
    r"|dump|destroy|eliminate|suppress|suppressed|forget|lose|expunge|unregister|deregister|disconnect|block|blacklist)"
)
ERASE = (
    r"(?:remove|delete|erase|strike|scrub|purge|exclude|wipe|clear|scratch|removing|deleting|erasing|removed|deleted"
    r"|erased|removal\sof|deletion\sof|erasure\sof|unlist|destroy|eliminate|suppress|expunge|unregister|take|block"
    r"|blacklist|get\srid\sof|dump|bin)"
)
MINE = r"(?:my|our|this|these|mine|all\sour|all\smy|the\sabove|any)"
INFO = (
    r"(?:e-?mails?|address\w{0,2}|e-?mail\saddress\w{0,2}|mail|number|phone|info|information|data|details|contacts?"
    r"|name|records?|personal\s\w{1,12}|pii|company|domain|account|inbox|profile|cell|mobile|digits|entry"
    r"|organi[sz]ation)"
)
PRE = (
    r"(?:(?:please|pls|plz|kindly|just|hi|hello|hey|ok|okay|so|and|again|no|yes|thanks|thank\syou|sorry|well|dear\ssir"
    r"|guys|jesus|god|dude|man|seriously|for\sthe\slast\stime|enough|now|look|good\s(?:morning|day|afternoon)"
    r"|to\swhom\sit\smay\sconcern|wow|ugh|lol|omg|honestly|oh|for\sgods?\ssake|for\sfucks?\ssake|ffs|you\sshould"
    r"|you\sneed\sto|can\syou|could\syou|would\syou|will\syou|you\smust|you\scan|id\slike\syou\sto|i\swant\syou\sto"
    r"|dear\s\w{2,12}|no\sthanks|not\sinterested|nope|nah)[,.!:]{0,2}\s?-?\s?){0,4}"
)
START = rf"(?:^|(?<=[.!?…\n;:)(])|(?<=[.!?…;:)(,-]\s)|(?<=\n))\s?-?\s?{PRE}"
END = r"(?=\s?(?:$|[.!\n;)(\"]))"
END_SOFT = r"(?=\s?(?:$|[.!?…\n;,)(\"-]))"
POLITE = (
    r"(?:\s?,?\s(?:please|pls|plz|now|me|us|already|thanks|thank\syou|thx|immediately|asap|it|this|that|all|everything"
    r"|right\snow|today|for\sgood|ffs|bro|dude|man|sir|mate|guys|forever|ok|okay|&\sthank\syou|at\sonce|kindly|stop"
    r"|all\sof\sthis|for\sgods\ssake|now\splease|permanently|cheers)){0,3}"
)
NOT = (
    r"(?<!if you )(?<!if you still )(?<!why )(?<!you just )(?<!if you guys )\b(?:(?:dont|do\snot|never|not\sto|wont"
    r"|didnt|did\snot|cant|cannot|couldnt|not|no\sneed\sto|no\splans\sto|no\sreason\sto|without)\s(?:ever\s"
    r"|want\s(?:you\s)?to\s|have\sto\s|need\sto\s|mean\sto\s|intend\sto\s|wish\sto\s|ask\s(?:you\s)?to\s|plan\sto\s"
    r"|just\s|you\s|please\s|even\s|actually\s){0,3})$"
)

TYPOS: tuple[str, ...] = (
    "unsubscribe", "unsubscribed", "unsubscribing", "remove", "emailing", "sending", "contacting", "messaging",
    "spamming", "bothering", "calling", "writing", "texting", "mailing", "contact", "delete", "database", "please",
    "harassing", "emails", "anymore", "leave", "alone", "again", "newsletter", "messages", "address", "unsub",
    "received", "receive",
)  # fmt: skip

NOT_TYPOS: tuple[str, ...] = (
    "remote", "removed", "removes", "removal", "spending", "seeding", "mending", "lending", "vending", "bending",
    "sendings", "testing", "texting", "massaging", "contract", "contracting", "contacts", "contacted", "compact",
    "deleted", "deletes", "deplete", "databases", "mailings", "sailing", "failing", "filling", "falling", "callings",
    "calming", "caving", "cooling", "waiting", "writing", "written", "whiting", "pleased", "pleases", "message",
    "messages", "messaged", "emailed", "leaves", "leaving", "leaved", "loading", "ascending", "subscribe", "subscribed",
    "resubscribe", "addressed", "addresses", "receives", "received", "receive", "receiver", "deceive", "email",
    "e-mails", "against", "gain", "along", "aloneness", "regain", "unsubs", "clone", "lave", "slave", "lease", "plea",
    "ailing", "mating", "matting", "sealing", "healing", "another", "brothering", "callin", "sensing", "seeing",
    "writings", "database", "removing", "texts", "texted", "contain", "impact", "intact", "leaven", "sleeve", "heave",
    "weave",
)  # fmt: skip

SLIPS: dict[str, str] = {
    "stpo": "stop", "sotp": "stop", "tsop": "stop", "stp": "stop", "stoop": "stop", "sttop": "stop", "sstop": "stop",
    "stopp": "stop", "dotn": "dont", "dnot": "dont", "don´t": "dont", "emial": "email", "emials": "emails",
    "emailling": "emailing", "unsuscribe": "unsubscribe", "unsubscibe": "unsubscribe", "unsubsribe": "unsubscribe",
    "unsubscrbe": "unsubscribe", "unsubscrib": "unsubscribe", "unsunscribe": "unsubscribe", "unsubcribe": "unsubscribe",
    "unsibscribe": "unsubscribe", "insubscribe": "unsubscribe", "unsubsrcibe": "unsubscribe", "remvoe": "remove",
    "reomve": "remove", "plese": "please", "pleas": "please", "plase": "please", "contcat": "contact",
    "contat": "contact", "agian": "again", "agin": "again", "anymroe": "anymore", "anymor": "anymore",
    "delte": "delete", "deleet": "delete", "lsit": "list", "lits": "list", "sopt": "stop", "stio": "stop",
    "staph": "stop", "st0p": "stop",
}  # fmt: skip
