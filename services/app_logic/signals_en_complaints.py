"""English opt-out rules that complain: leave me alone, rude words, threats, law and consent, "I asked you".

Each rule is (id, pattern, not_before, not_after), see `signals_en`. Words are lower case and without apostrophes ("dont").
"""

from services.app_logic import signals_en_words as w

RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "en.forget_me",
        rf"{w.START}forget\s(?:about\s)?(?:me|us)\b(?=\s?(?:$|[.!]))|\b(?:forget|lose)\s(?:that\s)?(?:i|we|me"
        rf"|us)\s(?:ever\s)?exist\w{{0,2}}", rf"{w.NOT}", "",
    ),
    (
        "en.leave_alone",
        r"\b(?:leave|let)\s(?:me|us|my\s\w{3,10}|our\s\w{3,10})\s(?:the\s(?:fuck|hell|f)\s|fucking\s"
        r"|tf\s)?(?:alone|be\b|in\speace)(?!\s(?:honest|clear|frank|sure|the|in|direct|blunt|very))",
        rf"{w.NOT}|{w.OTHERS}", "",
    ),
    (
        "en.get_lost",
        r"\b(?:fuck|f[u*@#]{1,3}c?k?|f|feck|eff|piss|buzz|bugger|sod|screw|naff|bog|jog|p[i*]ss|shove|fk|fck|fuk"
        r"|fvck|f\*+k?)\s(?:the\s(?:hell|fuck)\s)?(?:off|oof|of)\b(?!\s(?:course|the\s(?:price|list)|to|a\s))"
        r"|\b(?:fuck|screw|f[*u]{1,2}c?k|fk|fck)\s(?:you|u|this|your|these|yourself)\b|\b(?:gtfo|stfu|kys"
        r"|eat\sshit|drop\sdead|go\sto\shell|rot\sin\shell|burn\sin\shell|get\sbent|fu(?=\s?[.!]{0,2}$)"
        r"|take\sa\shike|get\sa\slife|shut\s(?:the\s\w{1,6}\s)?up|get\s(?:the\s\w{1,6}\s)?out\sof\smy\sinbox"
        r"|(?:stay|keep|get)\s(?:the\s\w{1,6}\s)?(?:out|off|away)\s(?:of\s|from\s)?(?:my|our|this)\s(?:inbox|back"
        r"|mail|email|mailbox|case)|get\soff\smy\s(?:back|case|ass)|go\sf\S{0,4}\syourself|kiss\smy\sass"
        r"|go\saway\sand|go\sspam\s\w{3,12}|spam\ssome(?:one|body)\selse|bother\ssome(?:one|body)\selse|get\slost"
        r"|on\syour\sbike|do\sone)\b",
        r"\b(?:dont|not|did|when|if)\s(?:i\s|you\s|we\s)?$|\b(?:kick|take|set|bounce|knock|laid|lay|wave|pay|trade"
        r"|ward|face|hand|came|had|get|log)\s$", r"^\sand\s(?:take|send|sign)",
    ),
    (
        "en.go_away",
        rf"{w.START}(?:go\saway|get\slost|get\sout|shoo|back\soff|buzz\soff|enough|cut\sit\sout|knock\sit\soff"
        r"|give\sit\sa\srest|give\sit\sup|take\sthe\shint|no\smeans\sno|beat\sit|shut\sup|enough\salready"
        rf"|enough\sis\senough){w.POLITE}{w.END}", rf"{w.NOT}|\b(?:we|good|that|its|money|time|information|thats)\s$",
        r"^[.!\s]{0,3}(?:how\smuch|wait)",
    ),
    (
        "en.cease_desist",
        r"\bcease[ -](?:and|&|n)[ -]desist\b|\bcease\s(?:and\sdesist|all|any|further|immediately|your|contact"
        r"|communication)\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:got|received|we\ssent|templates?|sends?"
        rf"|competitor\w{{0,2}})\s(?:\w{{1,10}}\s){{0,3}}$",
        r"^\s(?:letters?\s(?:to|for|from)|templates?|operations|production|trading)|^\?",
    ),
    (
        "en.dnc",
        r"\b(?:add|put|place|include|register|list|enter|move|flag|mark|am|im|are|were|is|tag"
        r"|set)\s(?:\w{1,14}\s){0,4}?(?:do[ -]?not[ -]?(?:contact|call|email|mail|disturb)|dnc|suppression"
        r"|no[ -]contact|no[ -]call|blacklist|(?:opt[ -]?out|stop|unsubscribe|block)(?=[ -]?list)"
        r"|blocklist)(?:[ -]?list|\sregistry|\b)|\b(?:do[ -]?not[ -]?(?:contact|call|email|mail|disturb)"
        r"|dnc)\s(?:list|registry)\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:we|how\s(?:do|does|can)|does\s(?:it|your|this)|can\s(?:we|it|your)|there\s(?:a"
        rf"|an)|support|manage|import|sync|our)\s(?:\w{{1,10}}\s){{0,3}}$",
        r"^\s(?:feature|support|syncing|management|handling|import|check|scrubbing)|\bcustomers\b|\?\s?$",
    ),
    (
        "en.consent",
        r"\b(?:withdraw|revoke|rescind|retract|withdrawing|revoking)\s(?:\w{1,10}\s){0,3}?(?:consent|permission"
        r"|opt-?in|authori[sz]ation)|\b(?:i|we|hereby)\s(?:\w{1,8}\s){0,2}?(?:object|do\snot\sconsent"
        r"|dont\sconsent|did\snot\sconsent|never\sconsented|opt\sout)\s(?:\w{1,8}\s){0,3}?(?:to\s(?:\w{1,10}"
        r"\s){0,3}?(?:process\w{0,3}|marketing|use|direct|receiv\w{2,4}|being|these|this|your|any|such)|of\s(?:all"
        r"|any|this|these|your|further|future|the\ssale))|\bno\s(?:longer\s)?consent\sto\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:can|how|if|when|someone|they|does|do\syou"
        rf"|what\shappens)\s(?:\w{{1,12}}\s){{0,4}}$", r"^\?",
    ),
    (
        "en.rights",
        r"\b(?:right\s(?:to\s(?:erasure|object|be\sforgotten|deletion)|of\serasure)|art(?:icle|\.)?\s?(?:17|21"
        r"|7)\b|gdpr|ccpa|can-?\s?spam|pecr|casl|tcpa|dpa\s2018|data\sprotection\s(?:act|law|regulations?)"
        r"|data\ssubject)[^?!\n]{0,110}?\b(?:delet\w{1,4}|eras\w{1,4}|remov\w{1,3}|stop|cease|forgotten|opt"
        r"|withdraw|not\s(?:contact|email)|unsubscribe|exercis\w{1,3}|no\s(?:further|more)|violat\w{2,5}|illegal"
        r"|report|complain\w{0,3}|object)\b|\b(?:exercis\w{1,3}|invok\w{1,3}|erasure\srequest|deletion\srequest"
        r"|request(?:ing)?\s(?:the\s)?(?:erasure|deletion|removal)|demand\s(?:the\s)?(?:erasure|deletion|removal)"
        r"|violation|violates?|violating|breach)\b[^?!\n]{0,70}?\b(?:right|gdpr|ccpa|my|personal|can-?\s?spam|data"
        r"|pecr|article|law|our|this\saddress|tcpa)\b",
        rf"{w.NOT}|{w.OTHERS}|\b(?:how|does|do\syou|can\syour|are\syou|is\s(?:it|your)|will\sit|what|which"
        r"|help\sus|we\shave\sto|we\sneed|we\smust|our|support|handle|compliant|compliance|avoid|worried"
        r"|concerned|whether|tool|could\sbe|would\sthat|would\sit|would\sthis|could\sthis|if)\b",
        r"\?|\b(?:our\s(?:customers|clients|users)|your\s(?:tool|platform|software|product)|customers|clients)\b",
    ),
    (
        "en.threat",
        r"\b(?:report(?:ing|ed)?|flag(?:ging|ged)?|mark(?:ing|ed)?|block(?:ing|ed)?|blacklist(?:ing|ed)?"
        r"|ban(?:ning|ned)?|su(?:e|ing)|spam[ -]?fold(?:ering|ered)|sent)\s(?:(?:you|your|u|this|these|it|him|them"
        r"|all|sender|domain|the|as|address|company|email|emails|e-?mails?|messages?|next|one|another|for|future"
        r"|from|of|anything|any|further|ur|account|entire|so|straight|here|to|everything|on"
        r"|sender)\s){0,6}?(?:as\s(?:spam|junk|phishing)|for\s(?:spam|harassment|spamming|violat\w{1,5}|abuse)"
        r"|to\s(?:the\s)?(?:ico|ftc|spam|spamhaus|authorit\w{1,4}|fcc|google|your\s(?:isp|provider|esp|boss|host"
        r"|ceo|domain)|police|gmail|abuse|dpa|data\sprotection|linkedin|legal|our\slegal|my\slawyer|lawyers?"
        r"|attorney|regulators?|cnil|bbb)|spam\b)|\b(?:blocking|reporting|blacklisting|block|report|sue|ban"
        r"|reported|blocked|blacklisted|banned)\s(?:you|your\s(?:domain|address|email|company|number)|u)\b"
        r"|\b(?:you|your\s(?:domain|number|email|company|address))\s(?:are\s|is\s|have\sbeen\s|has\sbeen\s"
        r"|will\sbe\s|will\sget\s|re\s|got\s|just\sgot\s|now\s){1,2}(?:now\s|being\s|officially\s"
        r"|permanently\s)?(?:blocked|reported|blacklisted|banned|sued)|\byoure\s(?:now\s|being\s"
        r"|officially\s)?(?:blocked|reported|blacklisted|banned)|^\s?(?:reported|blocked|spam"
        r"|reported\sand\sblocked|blocked\sand\sreported|marked\sas\sspam|reported\sas\sspam|reported\sfor\sspam"
        r"|flagged\sas\sspam|blocked\sas\sspam)[.!]?\s?$",
        r"\b(?:we|our|outlook|gmail|filter|filters|server|system|it|they|customers|clients|recipients|was|got|were"
        r"|dont|wont|not|been|never|how|avoid|prevent|can|does|get|gets|almost|nearly|accidentally|it\sdepartment"
        r"|microsoft|google|why|users|people|who|provider|firewall|keep|keeps|being|is"
        r"|are)\s(?:\w{1,9}\s){0,2}$(?<!we will )(?<!we are )(?<!are being )(?<!you are )(?<!we have )"
        r"(?<!not stop )(?<!dont stop )(?<!we )",
        r"^\s(?:mentioned|sent|shared|wrote|prepared|promised|have|had|made|published)\b|^\s(?:by\s(?:our|outlook"
        r"|gmail|the|my\s(?:outlook|filter))|folder|filter|but\si\s(?:found|fished)|so\s(?:i|please)\s(?:only"
        r"|resend)|unfortunately)|\b(?:by\smistake|accident\w{2,4}|resend|again\splease|safe\ssender|whitelist"
        r"|customers|our\scampaign|calendar|time\soff|tuesday|monday|friday|an?\shour|slots?|wrongly"
        r"|deliverability)\b|\?",
    ),
    (
        "en.again_threat",
        r"\b(?:(?:one|next)\s(?:more\s)?(?:e-?mail|message|mail|call|time|spam|text)|(?:e-?mail|write|contact|call"
        r"|message|text)\s(?:me|us)\s(?:one\smore\stime|again|once\smore)|contact\s(?:me|us)\sagain|if\s(?:you|i"
        r"|this)\s(?:\w{1,10}\s){0,3}?(?:again|continue|continues|persist|persists|keep|stop|another|one\smore"
        r"|any\smore|once\smore))\b[^.!?\n]{0,60}?\b(?:report|lawyers?|legal|sue|block|spam|complain\w{0,3}|police"
        r"|ico|ftc|attorney|authorit\w{1,4}|action|court|harassment|blacklist|public|linkedin|name\sand\sshame"
        r"|regret)\b", r"\b(?:customers|clients|our)\s(?:\w{1,9}\s){0,3}$", r"\?",
    ),
    (
        "en.how_many_times",
        r"\bhow\s(?:many\s(?:more\s)?times|often|much\sclearer)\s(?:\w{1,8}\s){0,4}?(?:say|tell|ask|repeat"
        r"|unsubscribe|opt|be)\b", w.OTHERS, r"\bper\s(?:day|week|month)|\bcustomers\b|\bprice",
    ),
    (
        "en.mind",
        r"\bmind\s(?:(?:please|just|maybe)\s)?(?:not\s(?:\w{3,8}ing|getting\sin\stouch)|removing|taking|deleting"
        r"|unsubscribing|leaving|stopping|dropping|erasing)(?:\sout)?\s(?:to\s|the\s|these\s|with\s"
        r"|sending\s)?(?:me|us|my|our|this|emails|off|again|e-?mails|all)\b",
        r"\b(?:dont|not)\s$|\bi\s(?:dont|wouldnt)\s",
        rf"\b(?:from|off)\s(?:the\s)?(?:cc|invite|meeting|thread)|{w.UNTIL}",
    ),
    (
        "en.how_stop",
        r"\b(?:how\s(?:do|can|would|could)\si|how\sto|what\s(?:do|must|should)\s(?:i|we)\s(?:have\sto\s"
        r"|need\sto\s)?do\sto|i\s(?:just\s)?want\sto|id\slike\sto|i\swould\slike\sto|trying\sto)\s(?:(?:get|make"
        rf"|force)\s(?:you|these|this|them|it|all|the|your)\s(?:\w{{3,9}}\s)?(?:to\s)?stop|(?:stop|end|cancel"
        r"|turn\soff|quit|no\slonger\sreceive|avoid)\s(?:(?:getting|receiving|these|your|this|the|all|from|any"
        rf"|more|further|seeing)\s){{1,4}}(?:{w.MAIL}))|\b(?:make|made)\s(?:it|this|these|them|that"
        rf"|the\s\w{{4,9}})\s(?:\w{{3,8}}\s)?stop\b|\b(?:get|be|getting|being)\s(?:removed|taken|deleted"
        rf"|off)\s(?:from|off|of)\s(?:of\s)?(?:this|your|the|these)\s(?:\w{{1,10}}\s)?(?:{w.DB})",
        rf"{w.OTHERS}|\b(?:we|dont)\s$", rf"{w.OTHERS}",
    ),
    (
        "en.no_need",
        r"\b(?:no\s(?:need|point|reason|use)|not\snecessary|there(?:s|\sis)\sno\sneed)\s(?:for\syou\s)?(?:to\s"
        rf"|in\s)?(?:{w.REACH}|write|send\sanything|send\sany)(?:\s(?:me|us|to\sme|to\sus|here))?\s(?:again"
        r"|any\s?more|any\sfurther|further|ever|about\sthis|in\s(?:the\s)?future|more)\b", "",
        rf"{w.INSTEAD}|{w.UNTIL}",
    ),
    (
        "en.no_soliciting",
        r"\b(?:do\snot|dont|never|not|no\slonger|cannot)\s(?:accept|take|welcome|read|allow|permit|respond\sto"
        r"|appreciate|entertain|tolerate|engage\swith|answer|reply\sto)\s(?:any\s|to\s)?(?:unsolicited|cold"
        r"|solicitations?|soliciting|spam\w{0,4}|sales\s(?:e-?mails?|pitches|messages|mails?)|mass|junk"
        r"|marketing\s(?:e-?mails?|mails?))\b|\bno\ssolicit\w{2,6}\b", w.OTHERS,
        rf"{w.INSTEAD}|\bcalls?\b.{{0,30}}\be-?mail|\?",
    ),
    (
        "en.never_had",
        r"\bforget\s(?:that\s)?you\s(?:ever\s)?(?:had|have|got|knew|saw|found|met|know|contacted|emailed)\b",
        r"\bdont\s$|\bdid\s", r"\?",
    ),
    (
        "en.block_list",
        r"\b(?:adding|added|add|putting|put|moved|moving|sending|sent|send|going|goes|go|forwarding|straight"
        r"|directing|routing|filtered|filtering|marking)\s(?:(?:you|this|your|u|it|these|them|all|further|future"
        r"|emails?|domain|address|company|straight|any|everything|messages?|directly|right|them\sall)\s){0,5}(?:to"
        r"|in|on|into|onto)\s(?:(?:my|our|the|a|your)\s)?(?:\w{1,10}\s)?(?:block(?:ed)?[ -]?list|blocklist"
        r"|blacklist|blocked\ssenders?|block\slist|kill\s?file|ban\s?list|ignore\slist|spam\sfilter|junk\ssenders"
        r"|(?:spam|junk|trash|bin)(?=\s?(?:$|[.!,]|\s(?:from\snow|now|next|folder\sfrom))))",
        r"\b(?:it|email|emails|mail|message|was|were|got|went|outlook|gmail|server|filter|accidentally|by\smistake"
        r"|keeps?|always|sometimes|almost|our|will\sour|dont|not|avoid|messages)\s(?:\w{1,8}\s){0,2}$",
        r"\?|\b(?:resend|again|found|by\smistake|accident|sorry|but\si)\b|^\sfolder\b(?!\sfrom)",
    ),
    (
        "en.lawyer",
        r"\b(?:lawyers?|attorneys?|solicitors?|legal\s(?:team|department|action|counsel|steps|proceedings)|police"
        r"|court|small\sclaims)\b[^.?!\n]{0,60}\b(?:if\s(?:this|you|it)\s(?:\w{1,8}\s){0,2}?(?:continues?"
        r"|persists?|keep|again|dont|do\snot|contact|email|write|happens)|contact\s(?:me|us)\sagain"
        r"|another\s(?:e-?mail|message|call)|one\smore)|\bif\s(?:this|you|i|it)\s(?:\w{1,10}\s){0,4}?(?:continues?"
        r"|persists?|keep|again|another|one\smore)\b[^.?!\n]{0,60}\b(?:lawyers?|attorneys?|solicitors?|legal"
        r"|police|court|sue)\b", r"\b(?:our\scustomers|they|competitor)\b", r"\?",
    ),
    (
        "en.no_means_no",
        r"\bwhat\spart\sof\s\W?(?:no|stop|unsubscribe|not\s\w{5,10}|dont|do\snot|leave|remove|go\saway)\b"
        r"|\b(?:dont|do\snot|do\syou\snot|cant\syou|cannot\syou)\s(?:you\s)?(?:understand|get|know|comprehend"
        r"|read)\s(?:the\sword\s|what\s|when\sto\s)?\W?(?:stop|no|unsubscribe|not\sinterested|opt\sout|go\saway)\b",
        r"\b(?:customers|we|i)\s$", "",
    ),
    (
        "en.will_you_stop",
        r"(?:^|[.!?]\s|,\s|\n)(?:will|would|can|could|wont|cant|when\swill|why\sdont|why\swont|do"
        r"|please\scan)\syou\s(?:(?:ever|please|just|all|people|guys|not|kindly|ever\sjust)\s){0,3}stop(?:\s(?:it"
        r"|this|now|already|please|that))?(?=\s?[?.!]|\s?$)", "", r"^[?.!\s]{0,3}(?:apolog|worry)",
    ),
    (
        "en.ask_to_stop",
        rf"\b(?:you|your\s(?:\w{{1,10}}\s){{0,2}}?\w{{2,10}}|them|(?:politely|nicely"
        rf"|again))\s(?:\w{{3,10}}ly\s)?to\s(?:please\s)?(?:stop|cease|desist|quit\sit){w.END_SOFT}",
        r"\b(?:dont|not|wouldnt|didnt)\s(?:\w{1,8}\s){0,2}$|\bhow\s(?:do|can)\s|\b(?:want|need|like)\s(?:our"
        r"|their)\b", r"\bby\s(?:our|for)\b",
    ),
    (
        "en.my_removal",
        r"\b(?:process|honou?r|action|handle|confirm|complete|respect|acknowledge|execute|fulfil\w?)\s(?:(?:my|our"
        r"|this|the|an|that|me)\s){1,2}(?:\w{1,12}\s)?(?:unsubscribe|unsubscription|removal|opt[ -]?out|deletion"
        r"|erasure|stop|unsub)\b|\b(?:please\s)?confirm\s(?:removal|deletion|erasure|unsubscription|opt[ -]?out"
        r"|(?:when|that|once|you(?:ve|\shave)?)\s(?:\w{1,8}\s){0,5}?(?:removed|deleted|erased|unsubscribed))"
        r"|\b(?:my|our|this\sis\s(?:a|an|my|our)|formal)\s(?:\w{1,10}\s)?(?:unsubscribe|removal|opt[ -]?out"
        r"|erasure|deletion)\srequest",
        rf"{w.OTHERS}|\b(?:do\syou|does|how|will\s(?:it|your))\s(?:\w{{1,8}}\s){{0,2}}$", rf"{w.OTHERS}|\?",
    ),
    (
        "en.link_broken",
        r"\bunsubscribe\s(?:link|button|page|option|form)\s(?:\w{1,8}\s){0,3}?(?:broken|doesnt|does\snot|not|fails"
        r"|failed|dead|missing|404|nowhere|wont|isnt)\b|\b(?:after|despite|even\sthough"
        r"|since)\s(?:\w{1,8}\s){0,3}?unsubscri\w{3,4}|\bto\sunsubscribe\s(?:doesnt|does\snot|isnt|wont)\b"
        r"|\bno\s(?:working\s)?(?:unsubscribe|opt[ -]?out)(?:\s(?:link|button|option))?\b",
        rf"\b(?:our|customers|recipients|test|demo)\b|{w.OTHERS}", rf"{w.OTHERS}|\bour\b|\bmailchimp|\bhubspot",
    ),
    (
        "en.got_my_mail",
        r"\b(?:got|have|found|obtained|bought|sourced)\s(?:my|our)\s(?:e-?mail|number|address|details|data|contact"
        r"|info\w{0,8}|name)\b[^.?!\n]{0,30}\b(?:delete|remove|erase|forget|lose|destroy)\b", r"\bwe\s$", r"\?",
    ),
    (
        "en.tell_your",
        r"\b(?:tell|have|ask|get|make|instruct)\s(?:your|this|these)\s(?:\w{1,12}\s){1,3}?(?:to\s)?(?:stop|quit"
        r"|leave\s(?:me|us)|not\sto|go\saway|back\soff|never)\b|\bturn\soff\s(?:your|this|the)\s(?:stupid\s"
        r"|damn\s)?(?:bot|robot|automation|machine|spam\w{0,3}|autoresponder)\b",
        r"\b(?:can|does|how|will)\s(?:\w{1,6}\s){0,3}$", r"\?|\bcustomers",
    ),
    (
        "en.make_sure",
        r"\b(?:ensure|make\ssure|see\sto\sit|guarantee|assure|confirm)\s(?:me\s)?(?:that\s)?(?:i|im|we|were|my|our"
        r"|you|youve|this|nobody|no\sone)\b[^.?!\n]{0,30}?\b(?:(?:not|never|dont|do\snot|no\slonger|wont"
        r"|nothing)\b[^.?!\n]{0,20}?\b(?:contacted|contact|e-?mailed|e-?mail\s(?:me|us)|receive\s(?:any|these|this"
        r"|more|your|further|emails)|hear\sfrom|called|call\s(?:me|us)|write\sto\s(?:me|us)|bothered|messaged)"
        r"|removed|deleted|erased|unsubscribed|off\syour)\b", rf"{w.OTHERS}|\bwe\s$|\bhow\s",
        rf"\b(?:duplicates|twice|the\strial|spam\sfolder|test)\b|{w.OTHERS}",
    ),
    (
        "en.hope_last",
        r"\b(?:hope|hoping|trust|assume|expect|wish|pray)\s(?:that\s)?(?:(?:i|we|you)\s)?(?:will\s|do\s|can\s"
        r"|to\s)?(?:never|not|wont|dont)\s(?:have\sto\s|ever\s|to\s|be\s)?(?:contact\w{0,3}|hear|e-?mail\w{0,2}"
        r"|write|writing|call|message|bother|receive|see)\s(?:\w{1,8}\s){0,2}?(?:me|us|you|again|any\s?more"
        r"|another)\b|\b(?:hope|let|better|make|must|should|shall|hopefully|please)\b[^.?!\n]{0,25}\b(?:last"
        r"|final)\s(?:e-?mail|message|time\syou|contact|call|mail|text|attempt)\b", r"\b(?:lose|lost)\s",
        r"\bbefore\s(?:we|the)|\bmissed\b|\breminder|\?",
    ),
    (
        "en.said_no",
        r"\b(?:said|told\syou|saying|say|answered|replied)\s(?:no|not\sinterested)\s(?:\w{1,10}\s)?(?:times"
        r"|already|before|repeatedly|twice|once)\b|\b(?:take|get|took|read)\s(?:a|the)\shint\b"
        r"|\bnot\snow\s?,?\s(?:or\s|and\s)?not\sever\b|\bnow\sor\sever\b|\bthe\sanswer\sis\s(?:still\s)?no\s?,?\s"
        r"(?:stop|leave|go)", r"\b(?:i|we)\s(?:dont|didnt)\s$", r"\bbut\s(?:now|this|we)\b|\?(?<!hint\?)",
    ),
    (
        "en.out_of_inbox",
        rf"\b(?:get|keep|take|put)\s(?:this|your|these|the|ur|that)\s(?:\w{{1,10}}\s)?{w.MAIL}\s(?:out\sof|off"
        rf"|away|to\syourself|out|from)\b|\bkeep\s(?:it|them|your\s\w{{3,8}})\sto\syourself\b",
        rf"{w.NOT}|\bhow\s|\bthe\sfilter", r"\?|\bspam\sfolder",
    ),
    (
        "en.dont_need_junk",
        r"\b(?:dont|do\snot|no\slonger|never)\s(?:\w{1,8}\s)?(?:need|want|like|wanted|asked\sfor|ask\sfor"
        r"|appreciate|requested)\s(?:(?:any|more|of|this|your|that|these|such|to\sget|getting|receive|receiving"
        r"|get)\s){0,4}(?:junk|spam|crap|garbage|shit|(?:e-?mails?|messages|anything|calls|mail"
        r"|contact)\sfrom\s(?:you|your\w{0,2}))\b(?!\s(?:complaints?|filters?|issues?|traps?|reports?|score"
        r"|folder))", rf"{w.OTHERS}", r"\?",
    ),
    (
        "en.fed_up",
        r"\b(?:tired|sick|fed\sup|annoyed|irritated|done|bored|had\sit|had\senough|over|overwhelmed"
        r"|getting\sannoyed|so\sdone)\s(?:and\stired\s)?(?:of|with|by|from)\s(?:(?:all|getting|receiving|your"
        rf"|these|the|this|ur|constant|daily|you|of|reading|deleting|seeing)\s){{1,4}}(?:\w{{1,10}}\s)?(?:{w.MAIL}"
        rf"|e-?mailing|spamming|{w.ING})\b|\b(?:these|your|this)\s(?:constant\s|daily\s)?{w.MAIL}\s(?:are"
        rf"|is)\s(?:\w{{1,8}}\s)?(?:annoying|spam|harassment|not\swelcome|unwelcome|unwanted|not\swanted"
        r"|not\sappreciated|intrusive|a\snuisance|illegal|getting)\b|\b(?:are|is)\snot\swelcome\s(?:here"
        r"|to\s(?:contact|e-?mail|write|call|message))",
        rf"{w.OTHERS}|\b(?:we\sare|customers|our\steam)\s(?:\w{{1,8}}\s)?$|\bin\scase\s",
        r"\?|\b(?:from\sour|vendor|competitor|sales\sreps\swho)\b",
    ),
    (
        "en.no_permission",
        r"\b(?:(?:do\snot|dont|never|no|not|without|didnt|did\snot|nor)\s(?:\w{1,6}\s){0,3}?(?:permission|consent"
        r"|authori[sz]\w{2,5}|allowed|permitted)\s?(?:for\s(?:you|this)\s|you\s)?(?:to\s(?:\w{1,8}\s)?(?:e-?mail"
        r"|contact|call|write|use|message|text|send|market|mail)))\b|\b(?:illegal|unlawful"
        r"|against\sthe\slaw)\s(?:to\s|for\syou\sto\s)(?:e-?mail|contact|send|call|spam)",
        rf"{w.OTHERS}|\b(?:we|if|is\sit)\s(?:\w{{1,6}}\s){{0,2}}$|\bdo\swe\b",
        rf"\?|{w.OTHERS}|\b(?:leads|prospects|people|candidates)\b",
    ),
    (
        "en.stop_or",
        rf"(?:{w.START}|(?<=,\s))(?:please\s)?(?:stop|cease|desist)(?=\s(?:or|before)\s(?:i|we|ill|else|face"
        r"|i\swill)\b)|(?:(?<=[.!?,]\s)|(?<=\n)|^)(?:cease|desist|scram|hop\soff|leave|cease\splease)(?=\s?(?:$"
        r"|[.!\n]))|(?:(?<=[.!?,]\s)|(?<=\n)|^)please\sleave(?=\s?(?:$|[.!\n]))|\bsay\sstop\?", rf"{w.NOT}", "",
    ),
    (
        "en.complaint",
        r"\b(?:fil(?:e|ed|ing)|lodg(?:e|ed|ing)|submit(?:ted|ting)?|mak(?:e|ing)|made|rais(?:e|ed|ing)"
        r"|send(?:ing)?|report(?:ing)?)\s(?:(?:a|an|my|our|formal)\s){1,2}(?:(?:gdpr|spam|privacy|ico|ftc"
        r"|abuse)\scomplaints?\b|(?:\w{1,8}\s)?complaints?\s(?:\w{1,6}\s){0,3}?(?:ico|ftc|authorit\w{1,4}"
        r"|regulators?|against\syou|spam|your\semails))|\bcompla(?:in|ints?|ining)\s(?:\w{1,8}\s){0,4}?(?:ico|ftc"
        r"|authority|regulators?|spamhaus|dpa|fcc|cnil|ofcom|bbb)\b|\b(?:contact|contacting|notify|notifying"
        r"|notified|informing|inform|call|calling|writing\sto|alerting)\s(?:the\s)?(?:ico|ftc|spamhaus|spamcop|fcc"
        r"|cnil|ofcom|data\sprotection\s\w{4,12}|police|authorities)\b|\b(?:spamcop"
        r"|spamhaus)\s(?:\w{1,6}\s){0,2}(?:notified|informed|will)",
        rf"{w.OTHERS}|\b(?:how|we\shad|we\sgot|never|without|against|avoid|they)\s(?:\w{{1,8}}\s){{0,2}}$",
        rf"\?|{w.OTHERS}|\b(?:vendor|supplier|provider|landlord|about\sour|against\sour)\b",
    ),
    (
        "en.to_the_bin",
        r"\b(?:to|in|into)\s(?:the\s|my\s)?(?:spam|junk|bin|trash)(?:\s(?:folder|bin|box))?\s(?:you\sgo|with\syou"
        r"|it\sgoes|they\sgo|from\snow\son)|\bstraight\s(?:to|in|into)\s(?:the\s|my\s)?(?:spam|junk|bin|trash)\b"
        r"|^\s?(?:block|ban|blacklisted|blacklist|blocking|banned|deleted\sand\sblocked"
        r"|blocked\sand\sdeleted)[.!]{0,2}\s?$|\b(?:blocked|blocking|block)\s(?:this|the|your)\s(?:sender|address"
        r"|domain|number|email)\b|\byou(?:ve|\shave)?\s(?:\w{1,6}\s)?been\s(?:reported|blocked|flagged|blacklisted"
        r"|banned)|\b(?:on|onto)\s(?:our|my)\s(?:block\s?list|blacklist|blocklist)\b",
        r"\b(?:went|go|goes|land|landed|email|emails|we|if|our|firewall|it|microsoft|outlook|gmail"
        r"|going)\s(?:\w{1,8}\s){0,2}$(?<!email goes )(?<!email is going )(?<!emails go )",
        r"\?|\b(?:resend|by\smistake|our\sfirewall|unfortunately|customers)\b",
    ),
    (
        "en.mark_me",
        r"\b(?:mark|flag|list|tag|set|label|note|consider)\s(?:me|us|my\s\w{3,8}|our\s\w{3,8}"
        r"|this\s\w{3,8})\s(?:down\s)?as\s(?:a\s)?(?:do[ -]not|dnc|opted|unsubscribed|not\sinterested\sand"
        r"|no[ -]contact|off|removed|unreachable|blocked)", rf"{w.NOT}|\bdont\s$", r"\?",
    ),
    (
        "en.never_again",
        r"\b(?:never|dont\s(?:you\s)?(?:ever|dare)|do\snot\sever)\s(?:(?:ever|you|please|dare|try\sto|even|to"
        r"|again|come\sand)\s){0,2}(?:contact|e-?mail|write|call|message|text|bother|spam|disturb|approach"
        r"|come\sback|try\sthis|send)\b[^.!?\n]{0,30}\b(?:again|any\s?more|ever)\b"
        r"|^\s?(?:please\s)?(?:never\sagain|never\scontact|no\scontact|no\se-?mails?|no\smore|no\sfurther\scontact"
        r"|no\sspam|no\sfollow[ -]?ups?|no\scontact)(?:\s?,?\s(?:please|pls|thanks|thank\syou))?(?=[.!\s]{0,3}$)",
        rf"{w.WE}|\bif\b", rf"{w.UNTIL}|\?",
    ),
    (
        "en.no_thanks_list",
        r"\b(?:no|zero|without\smy|never\s(?:gave|given)|didnt\s(?:give|consent)|not\sconsented"
        r"|no\slonger)\s(?:\w{1,8}\s){0,2}?(?:further\scontact|contact\s(?:again|please|ever|whatsoever)"
        r"|interested\sin\s(?:\w{1,10}\s){0,2}?(?:receiving|hearing|your\s(?:e-?mails|newsletter|mailings|messages"
        r"|spam))|emails?\s(?:please|again|ever|pls)|calls?\s(?:or|and|nor)\semails?|soliciting|solicitations?"
        r"|solicitors|spam\s(?:please|pls))\b|\bnot\s(?:interested\sin\s(?:(?:any|your|these|further|more|future"
        r"|receiving|getting|hearing)\s){1,3}(?:e-?mails?|spam|newsletters?|mailings?|messages?|from"
        r"|communications?|solicitations?|calls|marketing|hear\w{0,3}))|\b(?:further|future|additional|subsequent"
        r"|any)\s(?:e-?mails?|contact|communications?|correspondence|messages?|mails?|attempts?|outreach"
        r"|solicitations?|calls)\s(?:\w{1,12}\s){0,4}?(?:not\s(?:welcome|wanted|necessary|required|appreciated"
        r"|desired|be\s(?:tolerated|answered|read))|unwelcome|unwanted|will\sbe\s(?:considered|treated|reported"
        r"|blocked|regarded|ignored|deleted|marked|viewed|forwarded)|harassment|spam|illegal)", rf"{w.NOT}|\bif\sno\s$",
        rf"{w.UNTIL}|{w.INSTEAD}|^\?",
    ),
)  # fmt: skip
