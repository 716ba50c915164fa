"""English opt-out rules that ask: unsubscribe, do not write, stop sending, remove me.

Each rule is (id, pattern, not_before, not_after), see `signals_en`. Words are lower case and without apostrophes ("dont").
"""

from services.app_logic import signals_en_words as w

RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "en.unsubscribe_word",
        rf"{w.START}(?:i\s(?:hereby\s)?(?:want\sto\s|wish\sto\s|would\slike\sto\s|need\sto\s)?)?(?:unsubscribe"
        r"|unsub|unsubscribing|unsubscribed|un-?\s?subscribe|opt[ -]?out|opt\sme\sout|opting\sout|opt\sus\sout"
        rf"|desubscribe|unsubs|optout){w.POLITE}{w.END}", rf"{w.NOT}|{w.OTHERS}", "",
    ),
    (
        "en.unsubscribe_me",
        r"\b(?:unsubscribe|unsub|un-?\s?subscribe|unsubscribing|desubscribe|opt)\s(?:(?:please|now|and|both|all"
        r"|immediately|also|off|of|at|the|address)\s){0,2}(?:me|us|this|my|our|from|the\saddress|anyone\sat"
        r"|everyone\sat|all\sof\sus|to\sthis|all|these)\b(?:\sout\b)?",
        rf"{w.NOT}|{w.OTHERS}|\b(?:why\sdid|accidentally|by\smistake|dont|does\s(?:it|this|your)"
        rf"|we)\s(?:\w{{1,10}}\s){{0,3}}$|\b(?:rate|link|button)\b",
        r"\b(?:customers|clients|users|subscribers|recipients|prospects|leads|mailchimp|hubspot|by\smistake"
        r"|accidentally)\b|^\s(?:their|our\slists\swith|in\syour\s(?:tool|product))",
    ),
    (
        "en.unsubscribe_want",
        r"\b(?:want|like|wish|need|trying|tried|how\s(?:do|can|to|does\sone|would)|where\s(?:do|can|is)|let|allow"
        r"|please|pls|plz|kindly|can|could|may|impossible|way|cant|cannot|unable|able|request|requesting|demand"
        r"|clicked|option|button|link|hit|help|asked|decided|no)(?:\s(?:i|me|us|we|to|you|the|no|an|for|my|please"
        r"|your|just|already|have|be|on|is|\d\stimes|twice|find|get|this|a|one|possible|working"
        r"|so)){0,5}\s(?:unsubscribe|unsub|un-?\s?subscribe|unsubscribed|opt[ -]?out|opted[ -]?out)\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:dont|not|never|does\s(?:it|this|your))\s(?:\w{{1,10}}\s){{0,3}}$"
        rf"|\b(?:accident\w{{2,4}}|mistak\w{{1,6}})\b",
        rf"{w.OTHERS}|\badd\sme\sback|\bby\s(?:mistake|accident)|^\s(?:rate|page|flow|feature|link\sin\sour"
        r"|link\sto\sour|requests?|handling|lists?\sin|of\s(?:the\s)?(?:annual|auto|plan|contract|trial|sso"
        r"|automatic|renewal|analytics|ai)|after\sthe|when|if\s(?:it|we)|during|clause|period|events?|rates|links"
        rf"|on\sbehalf)|\b(?:trial|contract|plan|subscription\sfee|auto-?renew\w{{0,3}}|renewal)\b",
    ),
    (
        "en.unsubscribe_doing",
        r"\b(?:im|i\sam|we\sare|were|ill|i\swill|i\shereby|consider\s(?:me|us)|i\shave|ive|we\shave|i)\s(?:(?:now"
        r"|already|hereby|also|just|\d\stimes|twice|three\stimes|clicked)\s){0,2}(?:unsubscribing|unsubscribed"
        r"|unsubscribe|opting\sout|opted\sout|opt\sout|out\sof\sthis\slist)\b",
        rf"{w.NOT}|\b(?:why|if|when|after)\s$|{w.OTHERS}|\b(?:sorry|accidentally|mistakenly|oops)\b",
        rf"{w.OTHERS}|\b(?:from|of)\s(?:hubspot|mailchimp|their|salesforce|apollo|other|another|the\s(?:trial"
        r"|plan))|by\s(?:mistake|accident)|add\sme\sback",
    ),
    (
        "en.off_list",
        rf"\b(?:{w.DEL})(?:\s?,?\s(?:please|pls|me|us|my|our|[\w-]{{1,20}}\.\w{{2,6}}|this|email|e-?mail|address"
        r"|name|number|company|the|hell|fuck|domain|all|of|everyone|anyone|at|here|and|entire|info|contact"
        rf"|details|team|mail|immediately|kindly|completely|permanently|these|\w{{1,14}})){{0,5}}?\s(?:from|off|of"
        r"|out\sof|out)\s(?:of\s)?(?:(?:your|this|that|the|any|all|these|ur|every|whatever|such|future|further"
        r"|mailing|distribution|fucking|damn|stupid|bloody|contact|email|spam|marketing|sales|god|lists\sand"
        rf"|or)\s){{1,4}}{w.DB}\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:how\s(?:can|do|does)\s(?:we|it|you)|does\s(?:it|this|your)|can\s(?:we|it|your)"
        r"|able\sto|we|automatically|helps?|to\shelp|duplicates|did\syou|did\si|was\si|were\swe|why|can\si|will|they"
        rf"|which)\s(?:\w{{1,10}}\s){{0,3}}$|\bdont\s(?:\w{{1,10}}\s)?$|\b(?:leave|keep)\s(?:me|us)\s(?:on|in)\b",
        r"\b(?:duplicates|inactive|bounced|old\scontacts|stale)\b|^\s(?:and\sreplace|of\s(?:our|vendors|speakers))"
        r"|\?\s?$(?<!please\?)"
        r"(?<!\bme\?)(?<!list\?)(?<!database\?)(?<!lists\?)",
    ),
    (
        "en.remove_me",
        rf"{w.START}(?:(?:i|we)\s(?:want|need|ask|demand|request|would\slike|insist|require|d\slike)\s(?:you\s"
        r"|that\syou\s)?(?:to\s)?)?(?:remove|delete|erase|exclude|unlist|suppress|block|forget|deregister|delist"
        r"|scratch|blacklist|cancel)\s(?:me|us)\b(?!\s(?:a\s(?:line|note|mail|message|email|text|link|call)"
        r"|an?\s(?:email|invite)|your|the|some|more|out\sof\s(?:cc|copy)|from\s(?:the\s)?(?:cc|copy|thread|chain"
        r"|loop|invite|meeting|calendar|call|chat|zoom|slack|channel|project|conversation)|off\s(?:the\s)?(?:cc"
        r"|copy)|at\s\d|details|info|pricing|if|for\s(?:the\s)?(?:demo|meeting|webinar|call)))", rf"{w.NOT}",
        r"^\s?(?:from|off|in)\s(?:the\s|this\s|your\s|that\s|our\s)?(?:[\w:]{1,12}\s){0,2}(?:cc|copy|invite|meeting|demo"
        r"|thread|chain|calendar|call|webinar|chat|zoom|slack|loop|session|slot|event|workshop|tender|bid|panel|rota"
        r"|roster|recipients|project|committee|shortlist|agenda|booking|waitlist|channel|group|trial|plan|quote)\b",
    ),
    (
        "en.remove_me_ask",
        r"\b(?:please|pls|plz|kindly|to|you|and|now|just|asap|immediately)\s(?:remove|delete|erase|exclude|unlist"
        r"|suppress)\s(?:me|us)\b(?=\s?(?:$|[.!?,;\n)]|\s(?:from\s(?:everything|here|it|any|all|your)|immediately"
        r"|now|asap|permanently|already|please|completely|entirely|altogether|and|or)))", rf"{w.NOT}|{w.OTHERS}",
        r"^\s(?:from\s(?:the\s|this\s)?(?:\w{1,10}\s){0,2}(?:cc|copy|invite|meeting|demo|thread|calendar|agenda))",
    ),
    (
        "en.my_data",
        rf"\b(?:{w.ERASE})(?:\s(?:please|and|all|any|the|every|of|delete|destroy|erase|remove|record\sof"
        r"|records\sof|trace\sof|copies\sof|personal|this|data|information|details|you\shold|about|on|regarding"
        rf"|stored)){{0,5}}?\s(?:{w.MINE}\s(?!last|previous|earlier|first|other|trial|test"
        rf"|demo)(?:\w{{1,12}}\s)?{w.INFO}|(?:all|any)\s(?:personal\s)?(?:data|information|details"
        rf"|info)\s(?:\w{{1,8}}\s){{0,4}}?(?:me|us|my)|(?:data|information|details|info"
        rf"|records?)\s(?:\w{{1,8}}\s){{0,3}}?(?:about|on|of|regarding|concerning|for|relating\sto)\s(?:me|us"
        r"|my))\b",
        rf"{w.NOT}|\b(?:how\s(?:can|do|does|would|will)|can\s(?:we|i)|does|what\shappens|are\swe\sable|possible|if"
        r"|when|will\syou|do\syou|after|able\sto|did\syou|you\s(?:might|may)|accidentally|we"
        rf"|long)\s(?:\w{{1,10}}\s){{0,4}}$|{w.OTHERS}|\btake\s$|\b(?:get|leave|keep|take|cut|drop|pull"
        r"|lose)\s(?:in|into|on)\s$",
        r"\b(?:from\s(?:the|your)\s(?:\w{1,12}\s)?(?:cc|invite|deck|quote|proposal|form|demo|thread|trial|sandbox|page"
        r"|site|website|slide|contract|invoice|draft|logo|report|minutes)|trial|sandbox"
        r"|after\s(?:we|the|cancel)|when\swe|if\swe|cancel|from\sthe\stest)\b|^\s?\?|^\s(?:with|safe|and\scall"
        r"|on\sfile|in\s(?:mind|case|sync)|for\s(?:the\s)?(?:future|next|later)|to\s(?:sync|schedule|book)|into"
        r"|at\shand|posted|costs?|list|team|migrat|clean|warehouse)",
    ),
    (
        "en.lose",
        r"\b(?:lose|forget|loose|burn|shred|trash|bin|ditch)\s(?:my|our|this|the)\s(?:e-?mail|number|address"
        r"|contact|details|info|name|cell|phone|domain|e-?mail\saddress)\b",
        rf"{w.NOT}|\b(?:i|we|you)\s(?:\w{{1,8}}\s)?$|\bdont\s", r"\?",
    ),
    (
        "en.dont_contact",
        rf"\b{w.NO}{w.FILL}\s{w.REACH}\s(?:{w.YOU}|at|again|any\s?more|back|anyone|either|ever){w.FILL}",
        rf"{w.WE}|\b(?:why|if|because|since|and\syou|but\syou|you\snever|people|who|that|please\sdo|when|to)\s$"
        rf"|\b(?:if|why|because|since|when)\s(?:you|they|we|i)\s(?:\w{{1,8}}\s)?$|\byou\s(?:still\s|just\s"
        r"|really\s)?$(?<!ask you )(?<!that you )(?<!request you )(?<!prefer you )(?<!rather you )(?<!want you )"
        r"(?<!demand you )(?<!suggest you )(?<!told you )",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s?\?|^\s(?:unless|except|(?:a|an|the|another|long|huge|big|pdf|your\s(?:deck"
        rf"|brochure|pric\w{0,4}|quote|pdf|slides|presentation|contract|proposal))\b(?!\ssingle)|with\s(?:pdf"
        r"|attach|your\spric|slides|long)|by\s(?:my\sfirst|first\sname)|names?|a\s(?:fool|liar|vendor)|sir|maam"
        r"|stupid|crazy)\b|\bif\s(?:you\shave|theres|there\sis|its\surgent)",
    ),
    (
        "en.dont_contact_bare",
        rf"{w.START}{w.NO}(?:\s(?:ever|please|dare|even|try\sto|attempt\sto|bother|you\sdare|keep|continue\sto"
        r"|cold))?\s(?:e-?mail|write|contact|call|text|message|spam|disturb|harass|phone|pester|solicit"
        rf"|follow[ -]?up|reach\sout|bother\s\w{{3,9}}ing|emailing|mailing|contacting|calling"
        r"|disturbing)(?=\s?(?:$|[.!,;\n)…-])|\s(?:again|any\s?more|or|and|please|ever|nor))", rf"{w.WE}|{w.OTHERS}",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s?\?|^\s(?:unless|except|our\s(?:cust|client))"
        rf"|^,?\s(?:or\s\w{{3,8}}\s)?(?:customers|clients|tom|him|her|them)\b",
    ),
    (
        "en.dont_send",
        rf"\b{w.NO}(?:\s(?:ever|please|dare|bother|even|again|you|continue|keep|to|try"
        rf"|want\syou\sto)){{0,3}}\s(?:send|sending|sned|forward|shoot|e-?mail|mail|push|deliver)\s(?:(?:me|us"
        rf"|to\sme|out|over|through|this\saddress|anyone\shere)\s){{0,2}}(?:any\s?more\sof\s(?:these|this|your"
        r"|those|that)|(?:(?:any|anymore|any\s?more|more|further|future|another|these|this|your|such|other"
        r"|additional|unsolicited|stupid|fucking|the|one\smore|those|ur|damn|single|all|random"
        rf"|a)\s){{0,4}}(?:{w.MAIL})|anything|(?:such|this|more|these|those)\s?(?:stuff|things|kind\sof\s\w{{3,8}}"
        rf"|again|any\s?more)?{w.END_SOFT}|(?:any\s?more|again|ever){w.END_SOFT})",
        rf"{w.WE}|\b(?:why|if|because|since)\s(?:you\s)?$|\byou\s(?:still\s)?$",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:with\s(?:large|big|attach|pdf|image)|without|to\s(?:my\s(?:old|personal"
        r"|work)|our\sold|the\sold|him|her|customers|clients|everyone)|as\s(?:pdf|attach)|by\spost|in\s(?:html"
        r"|pdf|german|english))|^\s?\?",
    ),
    (
        "en.told_not",
        r"\b(?:grateful|great|nice|thankful|glad|happy|lovely|kind|asked|told|ask|asking|telling|requested"
        r"|requesting|request|warned|instructed|begging|beg|demand|prefer|advised|advise|appreciate|said|wish"
        r"|like|want|tell|rather|suggest|order|urge|insist|reminded|prefer\sthat|appreciate\sit)\s(?:(?:you|that"
        r"|u|ur|your|if|it|people|guys|team|clearly|politely|already|repeatedly|company|kindly|would|for|twice"
        r"|times|before|once|several|many|\d|it\sif|all|and|be|us|me|are|to|could|can|just"
        rf"|simply)\s){{0,5}}(?:not|didnt|dont|do\snot|did\snot|never|wouldnt|would\snot|no\slonger|wont|stopped"
        r"|stop|quit|refrain(?:ed)?\sfrom|cease|ceased)(?:\s(?:to|ever|be|again|please|me|us|being|get"
        rf"|any)){{0,3}}\s(?:{w.REACH}|contacted|emailed|called|send(?:ing)?\s(?:me|us|any|more|these|this|your"
        r"|emails|anything)|receive|hear\sfrom|hear\sback|hearing|get\s(?:these|any|your|more|e-?mails)|wrote"
        r"|messaged|sent\s(?:me|us|any)|texted|disturbed|bothered|e-?mailed|mailed|spammed|added\sto|included\sin"
        r"|on\syour\slist)\b",
        rf"{w.OTHERS}|\b(?:they|customers|clients|he|she|boss|manager|legal|we\swere|i\swas)\s(?:\w{{1,8}}\s)?$"
        r"|\bdidnt\s$|\bnever\s$|\bdid\sid\s$",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:customers|clients|vendors|prospects|leads|people|them|him|her)\b"
        r"|\b(?:cold\slist|our\scustomers|our\sclients)\b",
    ),
    (
        "en.not_want",
        r"\b(?:dont|do\snot|no\slonger|not|never|didnt|wouldnt|donot|didn t|dnt|cant)\s(?:(?:ever|really|would"
        rf"|actually|longer|at\sall)\s){{0,2}}(?:want|wants|wish|wanna|care|like|need|desire|interested|agree"
        r"|consent|expect|signed|sign|ask|asked|opt|wishing|keen|willing|looking|opted|stand|intend|be"
        r"|have\sto)\s(?:(?:to|in|be|you|for|any|up|your|these|again|further|more|get|getting|receive|receiving"
        r"|of|such|this|the|future|have|continue|continuing|see|emails\sor|on|another|anymore|it|part|me|from"
        rf"|seeing)\s){{0,7}}?(?:contacted|e-?mailed|called|hear(?:ing)?\s(?:from|back|anything|another"
        r"|about\sthis|any|more)|receiv(?:e|ing)\s(?:(?:any|anymore|your|further|these|this|more|future|such"
        rf"|other|unsolicited|the|or|any\smore|another|all)\s){{0,4}}{w.MAIL}|receiv(?:e|ing)\s(?:anything|any"
        r"|from|these|this)|solicited|(?:(?:any|these|more|further|your|future|such|another|anymore|any\smore"
        rf"|unsolicited)\s){{1,4}}{w.MAIL}\b(?!\s(?:to\s(?:manage|read|handle|write|send|deal)|tool|software"
        r"|platform|budget|agency|team|service|system|solution))|be\sspammed|on\s(?:your|this|any|the"
        rf"|ur)\s(?:\w{{1,10}}\s)?list|be\son\s(?:your|this|any)|be\ssolicited|your\s(?:spam|junk)|bothered"
        r"|part\sof\s(?:your|this)|(?<!to\s)spam\b(?!\s(?:complaints?|filters?|issues?|traps?|reports?|score"
        r"|folder))|in\smy\sinbox)",
        rf"{w.OTHERS}|\b(?:why|if)\s(?:\w{{1,8}}\s)?$|\byou\s$|\bsure\s(?:that\s)?we\s$|\bthey\s$",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:to\smiss|from\s(?:them|him|her|other|clients|customers|sales\sreps\sof)"
        r"|with\s(?:attach|pdf)|for\s(?:every|each)|costs?|automation|campaign)|\bto\smiss\b|\bas\spdf|^\s?\?"
        r"|\bbut\s(?:a\sdemo|a\scall|i\sdo\swant|show|would\slove)|\b(?:as|because)\sour\s(?:leads|customers)",
    ),
    (
        "en.stop_doing_me",
        r"\b(?!\w+\scalling\s(?:me|us)\s(?:sir|maam|mr|mrs|ms|miss|mister|dr|by|an?|the|mate|dear|bro|boss)\b)"
        r"(?:stop|stops|quit|cease|halt|discontinue|refrain\sfrom|desist\sfrom|end|knock\soff|desist|stop\sstop"
        rf"|finish|cease\sfrom|cease\sand\sdesist|avoid)\s{w.ING}(?:\s(?:to|your|these|this|all|with|any"
        rf"|unsolicited|more|out|up|on|at|stupid|in|me|us|sales|emails|spam|junk|crap|shit)){{0,3}}\s(?:me|us|my"
        r"|our|mine|this\s(?:address|e-?mail|number|inbox|account|phone|company|mailbox|line|domain|stuff|crap"
        r"|shit|junk|garbage|spam|to)|here|these|members\sof|employees|staff|the\steam|further|future|additional"
        rf"|your|{w.MAIL}|anything|everything|unsolicited|everyone|everybody|people|such|any)\b",
        rf"{w.NOT}|{w.WE}|\b(?:why\sdid|when\sdid|did|that|if)\syou\s$|\b(?:how\s(?:do|can|to)|helps?|help"
        r"|need\sto|have\sto|had\sto|want\sto|going\sto|decided\sto|able\sto|should|could|can|so|and"
        rf"|would)\s(?:we\s|i\s|us\s|our\s\w{{1,10}}\s)?$(?<!you need to )(?<!you have to )(?<!and )"
        rf"(?<!you should )(?<!you so )|{w.OTHERS}\s(?:\w{{1,10}}\s){{0,3}}$|\byou\shad\sto\s$|\byou\s(?:didnt"
        r"|did)\s$",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:decks?|pdfs?|slides?|attachments?|links?|files?|invoices?|brochures?|names"
        r"|customers|clients|prospects|team|reps|budget|money|time\son\smanual|leads|data)\b|^\s(?:too|so)\s"
        r"|^\swith\s(?:pdf|attach)",
    ),
    (
        "en.stop_doing",
        rf"(?:{w.START}|\b(?:please|pls|plz|you|you\scan|you\smay|you\scould|you\sshould|now|to|and|just"
        r"|just\sfucking|kindly|or|must|seriously|already)\s)(?:stop|quit|cease|halt"
        rf"|cease\sand\sdesist)\s{w.ING}(?=\s?(?:$|[.!,;\n)…-])|\s(?:and|please|or|pls|now|thanks|already|ok|again"
        r"|any\s?more|immediately|thx|completely|forever|at\sonce|ffs|bro|dude|man|to\sthis|these|to\s(?:him"
        r"|her)))",
        rf"{w.NOT}|{w.WE}|\b(?:how|want|need|had|have|decided|going|able|helps?|we|they|i|like|agreed|planning"
        rf"|forced|wanted|hard|time|ready|tools?)\s(?:\w{{1,9}}\s){{0,2}}(?:to\s)?$(?<!you to )(?<!i said )"
        rf"|\byou\s(?:did|had|didnt)\s$|{w.OTHERS}",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:and\sstart|customers|clients)|^\s?\?",
    ),
    (
        "en.stop_mail",
        r"\b(?:stop|quit|cease|halt|end|refrain\sfrom|enough\swith|enough\sof|no\smore\sof|cut|cut\sout"
        r"|discontinue|knock\soff|quit\sit\swith|stop\sit\swith|knock\sit\soff\swith|cut\sit\sout\swith|terminate"
        r"|suspend|drop|lay\soff|kill|stopping|ceasing|ceases|enough)\s(?:(?:with|all|any|the|your|these|this|of"
        r"|those|ur|sending|more|further|future|unsolicited|stupid|fucking|bloody|damn|goddamn|that|and|desist"
        rf"|such|f\w{{0,4}}ing|constant|endless|annoying|daily|automated|relentless|ridiculous|freaking|never"
        rf"|ending|never-ending|pointless|useless|my)\s){{0,5}}{w.MAIL}\b(?!\s(?:to\s(?:customers|clients|our"
        r"|leads)|from\s(?:going|landing|ending|reaching|being|our|other|others|getting|leaving|hitting)|filters?"
        r"|at\sscale|software|tools?|costs?|budget|campaigns?\sfor))",
        rf"{w.NOT}|{w.WE}|{w.OTHERS}|\b(?:how\s(?:do|can|to|does)|helps?|help|need\sto|have\sto|had\sto|want\sto"
        rf"|going\sto|decided\sto|able\sto|does\s(?:it|this|your\s\w{{1,10}})|would|will|can\sit|got|get|have|not"
        r"|sent|received|seen|is|there|we|really|tried\sto|trying\sto|bus|full|one|non)[\s-](?:we\s|i\s|us\s"
        rf"|you\s|it\s|our\s\w{{1,10}}\s|your\s\w{{1,10}}\s)?$(?<!you need to )(?<!you have to )(?<!would you )"
        r"(?<!will you )(?<!want you )",
        rf"{w.UNTIL}|{w.INSTEAD}|^\s(?:signature|address|provider|server|setup|migration|deliver|at\sour)|^\s?\?"
        r"|\bstart\s(?:with\s)?(?:a\s)?(?:call|demo)",
    ),
    (
        "en.stop_word",
        r"(?:^|\n)[\s\"/(\[]{0,3}(?:please\s|pls\s|plz\s|just\s|ok\s|again\s|kindly\s|i\ssaid\s|hi[,!.]?\s"
        r"|hello[,!.]?\s|hey[,!.]?\s|no[,.!]?\s|reply\s|i\smean\s|thanks[,!.]?\s|for\sgods\ssake\s"
        r"|seriously[,.!]?\s|omg\s){0,3}(?:stop|stopp|stahp|remove|delete|unsubcribe|dnc|stop\sall|stopall|quit"
        r"|end|cease|cancel|unsub|unsubscribe|desist|stop\sit|stop\sthis|cut\sit\sout|knock\sit\soff|enough"
        r"|enough\salready|enough\sis\senough|no\smore|stop\splease|go\saway|get\slost|shoo|stop\sthat|stop\snow"
        r"|stoppp|not\sthis\sagain\sstop)(?:[,.! ]{1,3}(?:stop|please|pls|plz|it|now|this|already|thanks"
        r"|thank\syou|thx|immediately|asap|enough|bro|dude|man|mate|just\sstop|unsubscribe|right\snow|ffs|spam"
        r"|spamming|with\sthis|all|cheers|regards|best|okay|ok|sir|remove|me|thank|you|&|at\sonce|and\sdesist"
        r"|for\sgood|means\sstop)){0,4}[.!…)\]\"\s]{0,4}(?=$|\n|-)", "", "",
    ),
    (
        "en.stop_sentence",
        r"(?<![\w-])(?:(?<=^)|(?<=[.!?…]\s)|(?<=[.!?…\n(])|(?<=,\s)|(?<=-\s)|(?<=:\s)|(?<=\band\s))(?:please\s"
        r"|pls\s|just\s|so\s|plz\s|kindly\s|now\s|i\ssaid\s|again[,:]\s|you\sneed\sto\s|you\shave\sto\s"
        r"|will\syou\s|would\syou\s|can\syou\s|could\syou\s|seriously[,]?\s|you\smust\s|it\shas\sto\s"
        r"|this\shas\sto\s|this\sneeds\sto\s|this\smust\s|make\sit\s){0,3}(?:remove|you\s(?:can|may|could|should"
        r"|better)\s(?:just\s)?stop\s(?:now|it|this|already)|please\s(?:discontinue|cease|desist|refrain|cancel"
        r"|quit|end\sthis|end\sit)|(?:please\s)?stop(?:\s(?:it|this|now|already|please|pls|immediately"
        r"|all\sof\sthis|right\snow|right\saway|it\snow|asap|all\sthis|bro|ffs|for\sgood|doing\sthis|thanks))?"
        r"|cut\sit\sout|knock\sit\soff|go\saway|cease\sand\sdesist|enough\sis\senough|enough\salready|quit\sit"
        r"|get\slost)(?=\s?(?:$|[.!\n)]))", rf"{w.NOT}|\b(?:bus|full|one|non|pit|whistle|truck)[\s-]$",
        r"^[.!?…\s)]{0,4}(?:wait|hold|hang|before|let\sme|how\s(?:much|many|does|do|is|would)|what\s(?:is|does"
        r"|would|about)|go\sback|rewind|are\syou|is\s(?:it|this)|so\s|you\s(?:had|got|have)\s(?:me|my)"
        r"|right\sthere|back\sup|do\syou\shave|im\s(?:sold|in)|take\smy\smoney|sounds|i\slove|that\slooks)",
    ),
    (
        "en.no_more",
        r"\b(?:no|zero|not\sone|not\sa\ssingle|without|never|not\sanother|no\sfurther|any)\s(?:more\s|further\s"
        r"|additional\s|future\s|other\s|another\s|new\s|single\s|unsolicited\s|marketing\s"
        rf"|such\s){{1,2}}(?:of\s(?:these|this|your|those|that)|(?:\w{{1,12}}\s)?(?:{w.MAIL}))(?:\s(?:or|and"
        rf"|nor)\s\w{{3,10}})?(?:\s(?:please|pls|thanks|from|to|for|ever|or|and|thank|ok|will|is|should|shall|are"
        r"|at|on|in|necessary|needed|required|about|wanted|desired|welcome|thx|with|i|we|you|if))?",
        rf"{w.WE}|\b(?:are\sthere|is\sthere|have|had|got|received|get|getting|theres|there\sare|there\sis|means?"
        r"|promise|so|see|saw|then|did\snot|didnt|dont|there\swere|sent|send|with"
        rf"|want)\s(?:\w{{1,7}}\s){{0,2}}$(?<!want )(?<!please )(?<!dont send )(?<!dont want )|\bwhy\b",
        rf"{w.UNTIL}|^\s(?:than|back\sand\sforth|manual|spreadsheets|until|bounc\w{{1,4}}|lost|missed"
        rf"|in\sthe\s(?:spam|thread))|^\s?\?|{w.INSTEAD}|\b(?:im|were)\s(?:sold|convinced|in)\b|\bjust\s(?:a\scall"
        r"|show|call|send)|\blets\s(?:sign|start|go|talk|meet|book|do)|\bready\sto\ssign|\bbook\s|\bconvinced\b",
    ),
    (
        "en.removed_ask",
        r"\b(?:want|like|wish|ask(?:ed|ing)?|request(?:ed|ing|s)?|need|demand(?:ed|ing)?|prefer|insist|please|have"
        r"|get|times?|expect|require)\s(?:\w{1,10}\s){0,4}?(?:to\sbe|being|me|us|my\s\w{3,8}|our\s\w{3,8}|get|be"
        r"|i\sbe|that\si\sbe)\s(?:permanently\s|immediately\s|completely\s|\w{4,12}ly\s)?(?:removed|deleted|erased"
        r"|taken\soff|excluded|unsubscribed|opted\sout|delisted|purged)\b(?!\sfrom\s(?:the\s)?(?:cc|thread|meeting"
        r"|invite|quote|contract|price))|\b(?:request(?:ing|ed|s)?|demand(?:ing)?|ask(?:ing"
        r"|ed)?)\s(?:for\s)?(?:\w{1,10}\s){0,2}?(?:removal|deletion|erasure|to\sbe\s(?:removed|deleted|taken\soff"
        r"|unsubscribed))\b", rf"{w.OTHERS}|\b(?:how|does|can\s(?:we|it)|dont|not|feature)\s(?:\w{{1,10}}\s){{0,4}}$",
        r"\b(?:feature|field|limitation|logo|watermark|clause|fee|customers)\b|\?",
    ),
    (
        "en.dont_use",
        rf"\b{w.NO}\s(?:ever\s|again\s)?(?:use|process|store|retain|hold)\s(?:my|our"
        rf"|this)\s(?:\w{{1,12}}\s)?{w.INFO}\b", rf"{w.WE}|{w.OTHERS}|\byou\s$|\bif\s",
        rf"\?|^\s(?:for\s(?:invoic|billing|shipping|train)|to\strain|as\s(?:a\s)?reference)|{w.INSTEAD}",
    ),
    (
        "en.dont_include",
        rf"\b{w.NO}\s(?:ever\s|again\s|please\s)?(?:include|add|put|enroll?|list|sign|place|keep)\s(?:me|us"
        rf"|my\s\w{{3,9}}|our\s\w{{3,9}}|this\s\w{{3,9}})\s(?:\w{{1,6}}\s)?(?:in|to|on|up|for"
        rf"|into)\s(?:\w{{1,10}}\s){{0,3}}?(?:campaigns?|mailings?|lists?|e-?mails?|database|newsletters?|crm"
        r"|sequences?|marketing|communications?|outreach|anything)\b", rf"{w.WE}|\byou\s$", r"\?|^\syet",
    ),
    (
        "en.cancel_mail",
        r"\b(?:cancel|terminate|turn\soff|switch\soff|disable|end|shut\soff|turn\sthese\soff|deactivate"
        rf"|discontinue)\s(?:(?:these|my|your|the|all|this|any|of|those|further|our|future)\s){{1,3}}(?!calls?\b"
        rf"|contact\b|texts?\b|reminders\b|campaign)(?:{w.MAIL}|subscriptions?|mailing\slist|email\ssequence)\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:how\s(?:do|can)\s(?:we|you)|can\s(?:we|i)|does|we|possible\sto"
        rf"|could\swe)\s(?:\w{{1,10}}\s){{0,3}}$",
        r"\b(?:in\sthe\sapp|hubspot|mailchimp|after|next\syear|with\s(?:our|the)|salesforce|contract|if)\b|\?\s?$"
        r"|^\s(?:with|on)\b",
    ),
    (
        "en.broken_word", rf"{w.START}u\s?n\s?s\s?u\s?b\s?s\s?c\s?r\s?i\s?b\s?e{w.POLITE}{w.END}", "", "",
    ),
    (
        "en.off_list_short",
        rf"{w.START}(?:remove|delete|take|unsubscribe|unsub|drop)\s(?:me\s|us\s|this\s)?(?:from|off"
        r"|of)\s(?:mailing\s|all\s|email\s|the\s)?(?:lists?|mailings?|database|mailing|e-?mails?|newsletter"
        r"|everything)\b", rf"{w.NOT}", r"\?",
    ),
    (
        "en.dont_ask_again",
        rf"\b{w.NO}\s(?:ever\s)?(?:ask|try|come\sback|approach|knock)\s(?:me\s|us\s|this\s|here\s)?again\b",
        rf"{w.WE}|\byou\s$", rf"{w.UNTIL}|\?",
    ),
    (
        "en.not_for_sales",
        rf"\b{w.NO}\suse\s(?:it|this|my|our|the)\s(?:\w{{1,10}}\s){{0,2}}?for\s(?:\w{{1,10}}\s)?(?:sales|marketing"
        rf"|promo\w{{0,6}}|advert\w{{0,6}}|solicit\w{{0,6}}|pitch\w{{0,4}}|spam|commercial|mailings?|business)",
        rf"{w.WE}|\byou\s$", r"\?",
    ),
    (
        "en.strike_off",
        r"\b(?:strike|cross|scratch|take|knock|tick)\s(?:me|us|my\sname|our\s(?:name"
        rf"|company))\s(?:right\s)?off{w.END_SOFT}|\b(?:throw|rip|tear|get|shred)\s(?:away|out|up|rid\sof)\s(?:my"
        rf"|our)\s(?:\w{{1,8}}\s)?(?:contact|e-?mail|card|details|info\w{{0,8}}|number|address|data)\b|\b(?:exit"
        r"|end|kill|abort|exclude|pull|drop)\s(?:me\s|us\s)?(?:from\s|out\sof\s)?(?:this|the"
        rf"|your)\s(?:\w{{1,8}}\s)?(?:sequence|cadence|drip|automation|email\sflow|campaign)\b|\bstop\s(?:this|the"
        r"|your)\s(?:drip|nurture|automated|email|marketing|outbound|sales)\s(?:campaign|sequence|cadence"
        r"|outreach|flow|drip)\b", rf"{w.NOT}|\b(?:can\swe|how|does|will\sit|we|to)\s(?:\w{{1,8}}\s){{0,2}}$",
        r"\?|\b(?:midway|automatically|our\scustomers)\b",
    ),
    (
        "en.no_marketing",
        rf"{w.START}(?:no|not|zero)\s(?:more\s|another\s|further\s)?(?:cold|marketing|sales|promo\w{{0,8}}|spam"
        rf"|advertis\w{{1,5}}|ads|solicit\w{{2,7}}|unsolicited|e-?mails?|one|junk|pitches|mailings?"
        r"|follow[ -]?ups?)(?:\s(?:e-?mails?|messages|mails?|calls\sor\se-?mails|pitches|communications?|material"
        r"|stuff|ever|again|anymore|here))?(?:\s?,?\s(?:please|pls|thanks|thank\syou|again|ever|thx))?(?=\s?(?:$"
        r"|[.!\n)]))(?<!not one)(?<!no one)", r"\b(?:got|received|have|see)\s$",
        r"^[.!\s]{0,3}(?:just|i\sgot|yet|from\syou|came|arrived)",
    ),
    (
        "en.mailbox",
        r"\b(?:remove|delete|unsubscribe|unsub|take|erase|exclude|drop|purge|suppress|scrub)\s(?:please\s|the\s"
        rf"|address\s|e-?mail\s|this\s|account\s|my\s|our\s){{0,3}}[\w.+-]{{1,60}}@[\w.-]{{3,60}}"
        rf"|[\w.+-]{{1,60}}@[\w.-]{{3,60}}\s?[,:-]?\s(?:please\s)?(?:unsubscribe|remove|stop|opt\sout|unsub)\b"
        rf"|\b{w.NO}\s(?:ever\s)?(?:{w.REACH}|send\s(?:anything\s|emails?\s|more\s|mail\s)?to|write\sto"
        rf"|use)\s(?:to\s)?[\w.+-]{{1,60}}@[\w.-]{{3,60}}", rf"{w.NOT}|{w.WE}|\bhow\s",
        rf"\b(?:from\s(?:the\s)?(?:cc|thread|invite|loop|meeting|call)|off\s(?:the\s)?(?:cc|thread))\b|{w.INSTEAD}"
        r"|\?",
    ),
    (
        "en.send_no_more",
        r"\b(?:send|e-?mail|contact|call|write|message|text|mail)\s(?:me\s|us\s|to\sme\s)?(?:no\smore"
        rf"|nothing\s(?:further|more|else)|never\sagain)\b|\b{w.NO}\s(?:ever\s|please\s)?(?:send|write"
        rf"|e-?mail)\s(?:\w{{1,10}}\s){{0,2}}?(?:to\s)?(?:here|this\s(?:e-?mail|address|inbox|number|mailbox"
        rf"|account))\b|\b{w.NO}\ssend\s(?:any\s)?more{w.END}|\bnever\s?,\sever\s?,?\s(?:e-?mail|contact|write"
        r"|call|message|text|send)", rf"{w.WE}|\bwhy\s", rf"{w.INSTEAD}|{w.UNTIL}|\?|^\sthan\b",
    ),
    (
        "en.off",
        r"\b(?:want|get|take|keep|need|would\slike|like|let|leave|wanna|demand)\s(?:(?:me|us|to|be|my|our|name"
        r"|email|address|the\s(?:hell|fuck)|this|out|completely|taken|removed|company|it)\s){0,4}(?:off|out\sof"
        r"|removed\sfrom|taken\soff|deleted\sfrom|out\sfrom|away\sfrom)\s(?:of\s)?(?:(?:your|this|that|the|any|all"
        r"|these|ur|whatever|damn|fucking|stupid|bloody|mailing|email|distribution|god)\s){1,4}(?:list|lists"
        r"|mailing|mailings|mailing\slist|database|e-?mails?|newsletter|thing|spam|loop|contact\slist|radar|crm"
        r"|sequence|campaign)\b|\b(?:take|remove|get|drop|put|leave|keep)\s(?:me|us|my\s\w{3,9}"
        r"|our\s\w{3,9})\s(?:off|from|out\sof)\s(?:mailing\s|email\s|all\s)?(?:lists?|mailings?|e-?mails?|database"
        r"|crm)\b|\bcancel\s(?:my|our|this)\s(?:\w{1,10}\s)?(?:subscription|e-?mails?|mailing|newsletter)\b"
        r"|\b(?:take|keep|leave|get)\s(?:me|us)\s(?:off|out)(?=\s?(?:$|[.!,\n]|\s(?:please|of\s(?:this|it|your)"
        r"|now|immediately|asap|your)))", rf"{w.NOT}|{w.OTHERS}|\bhow\scan\swe\b",
        r"\b(?:hubspot|mailchimp|salesforce|with\s(?:our|the)\s(?:current|existing|old)|weekend|friday|waiting)\b"
        r"|^\s(?:cc|hold)",
    ),
    (
        "en.off_list_bare",
        r"\b(?:address(?:es)?|names?|number|me|us|inbox|domain|e-?mails?|mailbox)\b[^.?!\n]{0,40}\soff\s(?:of\s)?your"
        r"\s(?:\w{1,12}\s)?lists?\b", rf"{w.NOT}|{w.OTHERS}|\b(?:can|how|if|did|was|were)\s", r"\?",
    ),
    (
        "en.future_mail",
        r"\b(?:exclude|omit|drop|remove|leave|take|skip|keep)\s(?:\w{1,14}\s){0,3}?(?:from|off|out\sof)\s(?:(?:all|any"
        r"|your|the)\s){0,2}(?:future|further)\s(?:sends?|mailings?|e-?mails?|campaigns?|communications?|outreach|messages"
        r"|contact|marketing|correspondence)\b", rf"{w.NOT}|{w.OTHERS}|\b(?:can\swe|how|if)\s",
        rf"{w.OTHERS}|\?\s?$|{w.UNTIL}",
    ),
    (
        "en.dont_come_back",
        rf"\b{w.NO}\s(?:ever\s|please\s|you\sdare\s)?(?:come|get)\sback\s(?:to\s(?:me|us)\s?,?\s?)?(?:ever|again|on\sthis"
        r"|about\sthis|at\sall|with\sthis|(?=[.!]|$))", rf"{w.WE}|\b(?:if|why|you)\s$", rf"{w.UNTIL}|{w.INSTEAD}|\?",
    ),
)  # fmt: skip
