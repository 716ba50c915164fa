"""Phrases that send us to somebody: where they stand in a sentence, and of what kind.

It does not read who is meant: `referral` does.
"""

import re
from typing import NamedTuple

from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_frames as frames

# Up to a few words of the same phrase.
_GAP = r"[^.!?\n;]{0,40}"

_RU_TO = (
    r"\b(?:это|вопрос|с этим|тогда)(?: уже| лучше)? в (?=голов|центральн|отдел|бухг|служб|дирекц|офис|пресс|"
    r"контакт|колл|клиент|"
    r"управлени|департамент|администрац|реклам|маркетинг|закуп|снабжен|приемн)",
    r"\bвас интересует\b|\bваш (?:адресат|человек|собеседник)\b|\b(?:строго|исключительно|прямиком|прямо|"
    r"напрямую) (?:в|к|на|"
    r"через)(?= )",
    r"\bвам (?:на|в) [а-я ]{3,24}, ко?(?= )",
    r"вам (?:лучше |скорее |наверное |видимо |нужно |надо |стоит |бы |следует |тогда |это ){0,3}"
    r"(?:ко? |в (?=отдел|бухг|служб|дирекц)|нуж[а-я]{1,3} |обратиться|написать|связаться|поговорить|общаться|"
    r"пообщаться)",
    r"(?:это|этот вопрос|эти вопросы|с этим|с таким|с такими вопросами|по этому (?:вопросу|поводу)|"
    r"по этим вопросам|по этой теме|тут|здесь|"
    r"этот вопрос|вопрос|за этим|все вопросы|такие вопросы)(?: лучше| скорее| точно| вам| надо| нужно| всё| все|"
    r" уже| -| —){0,3} ко?(?= )",
    r"\b(?:на)?пиш(?:[иу]те(?:сь)?|и)\b|\b(?:по)?звони\b|\bспроси\b|\b(?:про)?дублиру(?:йте|й)\b|"
    r"\bпродублировать\b|\bспишитесь\b|\bобратитесь\b|\bобращайтесь\b|\bобратиться\b|\bсвяжитесь\b|"
    r"\bсвязывайтесь\b|\bсвязаться\b|"
    r"\b(?:по)?звоните\b|\bнаберите\b|\bспросите\b|\bспрашивайте\b|\bузнавайте\b|\b(?:подойд(?:ите|и)|сходите|"
    r"загляните) (?=к )|\b(?<!хотел )(?<!хотела )(?<!хочу )(?<!можно )спросить\b|\bадресуйте\b|\bпере(?:шлите|"
    r"адресуйте|направьте|дайте|"
    r"правьте)\b|\bнаправ(?:ьте|ляйте)\b|"
    r"\bпоговорите\b|\b(?:по)?общайтесь\b|\bуточн(?:ите|яйте)\b|\b(?:по)?стучите(?:сь)?\b|\bпостучитесь\b|"
    r"\bстукните(?:сь)?\b|"
    r"\b(?:обратись|свяжись|набери|уточни|стукни|черкни|поговори|перешли|передай)\b|"
    r"\bрешать\b(?! (?:не|вам|мне|нам|буд|это|можно|нечего))|\bмаякните\b|\bчерк[ан]*ите\b|\bп[еи]шите\b|"
    r"\bдогов(?:аривайтесь|оритесь) с(?= )|\bсозв(?:онитесь|"
    r"анивайтесь) с(?= )|"
    r"\bзвякни(?:те)?\b|\bговорите с(?= )|\bсогласуйте с(?= )|\bс (?:ней|ним) и (?:говорите|решайте|общайтесь)\b|"
    r"\bк (?:ней|нему|ним) и (?:обращайтесь|пишите|идите)\b|\bнабирайте\b|\b(?:вам|лучше|надо|нужно|"
    r"стоит)(?: бы)? с(?= )(?! (?:мной|нами|утра)\b)|"
    r"\bне ко мне, (?:а )?ко?(?= )|\bдальше (?:уже |вы )?(?:ко?|с)(?= )|\bс этим,? (?:[а-я]{4,12},? )?ко?(?= )|"
    r"\bлучше (?:написать|позвонить|пишите|спросить|поговорить|сразу)\b|"
    r"\bрекомендую (?:написать|поговорить)\b|"
    r"\bсоветую (?:написать|поговорить|спросить)\b|\bпопробуйте\b|\bрешайте с\b|\bобсудите с\b|\bобсуждайте с\b|"
    r"\bкоординируйте\b|\bобсуд(?:ите|ить) [а-я ]{0,20}с(?= )|\bлучше [ск](?= )|\bна вашем месте\b|"
    r"\b(?:рекомендую|советую|прошу|просим|просьба|лучше|стоит|нужно|надо)(?: вас| вам| впредь| далее| в дальнейшем|"
    r" теперь"
    r"| сразу){0,3} (?:адресовать|направ(?:ить|лять)|"
    r"перес(?:лать|ылать)|отправ(?:ить|лять)|переадресовать|обратиться|обращаться)\b|"
    rf"\bчто касается\b{_GAP}(?<=[ ,—-])ко?(?= )|"
    r"(?<!мне )(?<!нам )\b(?:нужно|надо|стоит|следует|необходимо|можно) (?:по)?(?:говорить|общаться|связаться|"
    r"написать|писать|обратиться|"
    r"обращаться|звонить|связываться)\b(?! (?:мне|нам|со мной))|"
    r"(?<!мне )(?<!нам )\b(?:можете|можно вам|могли бы|попробуйте|предлагаю|рекомендую|советую|проще|логичнее|"
    r"правильнее|"
    r"эффективнее|быстрее|разумнее|вернее|продуктивнее|имеет смысл|сможете|хорошо бы|придется|лучше)(?: бы| вам| вы| "
    r"сразу| напрямую| лично| все| это| просто| тогда| по этому вопросу){0,3} (?:по)?(?:говорить|общаться|связаться|"
    r"написать|писать|обратиться|обращаться|звонить|связываться|пообщаться|спросить|уточнить|обсудить|адресовать|"
    r"направить|дернуть|набрать|(?=к ))(?! ?[,?]| (?:сколько|как|что|подробн|условия|цен|тариф|мне|нам|со мной|"
    r"с нами|меня))",
    r"\bпусть (?:[а-я]{2,12} ){0,3}?(?:по)?(?:звон[а-я]{1,3}|на(?:пишет|пишут)|свяж[а-я]{2,4} с|обрат[а-я]{2,5} к)"
    r"(?! (?:мне|нам|мной|со мной|нами|ко мне))",
    rf"\b(?:отправ(?:ьте|ляйте)|пришлите|присылайте|шлите|вышлите|скиньте)[ ,]{_GAP}(?:кп|предложени[ея]|письм[оа]|"
    rf"запрос[ы]?|это|его|ваш[ае]?)\b",
)
_RU_BY = (
    rf"(?:этим|этими|данным|данными|таким|такими|подобным|тем[аи]|вопрос[а-я]{{0,3}}|закупк[а-я]{{0,3}}|ими?|"
    rf"закупом|подбором|выбором|"
    rf"направлением|маркетингом|рекламой|снабжением|it|ит|crm|обучением|внедрением)\b{_GAP}занима(?:ется|ются)",
    r"занима(?:ется|ются)\b(?= (?:у нас |этим|этими|данным|таким|вопрос|закуп|теперь|сейчас|всем))",
    r"отвеча(?:ет|ют)\b(?= (?:у нас |за |теперь|сейчас))",
    rf"\bза (?:это|этот|эти|данн|так|закуп|направлен|вс[её]){_GAP}отвеча(?:ет|ют)",
    r"курирует|\b(?:за)?ведует\b|\bведает\b|\bтеперь (?:там|вместо меня|у нас)\b|\bэто делает\b|"
    r"\b(?:мой|моя) сменщи(?:к|ца)\b|\bне я, а\b",
    r"\bза [а-я]{3,20}(?: [а-я]{3,20}){0,2} отвеча(?:ет|ют)\b",
    rf"\b(?:письма|предложения|заявки|запросы|кп)\b{_GAP}принима(?:ет|ют)\b",
    r"вед[её]т (?:это|эти|этот|тему|направл|вс[её])",
    r"реша(?:ет|ют)\b(?= (?:эт|так|подобн|вс|у нас))",
    r"(?:эт|так)[а-я]{1,5} (?:[а-я]{3,10} )?(?:у нас )?реша(?:ет|ют)",
    r"принима(?:ет|ют) (?:так[а-я]{1,3} |все |эт[а-я] )?решени",
    r"решени[ея] (?:[а-я]{2,16} ){0,3}принима(?:ет|ют)",
    r"\bзона ответственности\b(?! мо[яе])|\bв (?:зоне ответственности|ведении|компетенции|юрисдикции|"
    r"полномочиях)\b|\b(?:будет|будут|должен|должна) решать\b|\b(?:командует|заправляет|"
    r"распоряжается)\b|"
    r"\b(?:руководит|рулит) (?:этим|этой|им|ими|ею|ей|направлением|отделом)\b|\bглавн(?:ый|ая) по\b|"
    r"\bокончательное слово за\b|"
    r"\bэто (?:его|ее|их) (?:поляна|зона|епархия|вотчина|хозяйство|тема|вопрос|работа|компетенция)\b|\bшарит\b|"
    r"\bменя сменил[аи]?\b|\bмои дела (?:принял|теперь)\w{0,2}\b|\bдела передал[аи]?\b|"
    r"\bпусть (?:[а-я]{3,14} ){1,2}(?:займ|занима|отвеча)[а-я]{2,5}\b|"
    r"\bпусть (?:этим )?(?:займ|"
    r"решает)\w{0,5}\b",
    r"лпр\b",
    r"\bглавн(?:ый|ая|ые)(?: тут| здесь| у нас| по [а-я]{3,14})?\s?[—–-](?=\s)",
    r"(?:^|[.!?,;—–-] |, а )реша(?:ет|ют)(?: у нас| всё| все| тут| здесь| такое)?(?= )(?! (?:не|ли|проблем|задач|"
    r"вопрос|свои)\b)",
    r"рулит",
    r"\b(?:верн|правильн|нужн|настоящ|надлежащ)[а-я]{2} (?:получател|адресат|человек|сотрудни|лиц|"
    r"собеседни)[а-я]{0,2}\b",
    r"(?:ответственн|контактн|уполномоченн)[а-я]{2,3}(?: лицо| сотрудник|"
    r" человек)?(?: за [а-я ]{3,30})?(?= ?[:—-]|\s)",
    r"\b(?:он|она|они) (?:у нас |тут |там |все |сам |сама ){0,2}(?:реша[ею]т|занима[ею]тся|отвеча[ею]т|рул[ия]т|ведает|"
    r"главн[а-я]{2}|в курсе|разбира[ею]тся|занимается)(?: [а-я]{2,12}){0,2}\s?[:—–-](?=\s)",
    r"(?:вам поможет|вам помогут|поможет вам|вас проконсультирует|вам ответит|подскажет)",
    r"вместо меня|мой преемник|меня (?:заменил|заменяет|замещает)|на мо[её]м месте|меня замеща|\bзамеща(?:ет|ют)\b|"
    r"\bменя (?:подменя|подмени|замени)\w{1,3}\b|\bисполняет обязанности\b",
)
_RU_FORWARD = (
    r"\b(?:передал|переслал|перенаправил|переадресовал|переправил|перекинул|перебросил)[аи]?\b",
    r"\b(?:скинул|отдал|сбросил|отправил|отнес|отнесл|написал|рассказал|показал|кинул|"
    r"сказал)[аи]? (?=(?:[а-я]{3,14} ){0,2}"
    r"(?:ваш[аеиу]|про вас|о вас|вас|ваше письмо)\b)",
    r"\b(?:письмо|предложение|кп|презентаци[юя]) (?:ваш[еу] )?(?:я )?(?:скинул|отдал|сбросил|отправил|отнес|"
    r"отнесл|кинул)[аи]?\b(?! вам)",
    r"\b(?:передам|передаю|перешлю|пересылаю|перенаправлю|"
    r"перенаправляю|передаём|передаем|переадресую)\b",
    rf"\b(?:передан|переслан|перенаправлен|переадресован|направлен|отправлен)[оаы]?\b(?! вам| нам| мне)"
    rf"(?={_GAP}(?:\bв |\bко? |\bна |[а-я]{{3,}}(?:у|ю|ой|е|ей)\b))",
    rf"\bнаправил[аи]?\b(?={_GAP}(?:\bв |к |[а-я]{{3,}}(?:у|ой|е)\b))(?! вам)",
)
_RU_COPY = (
    r"\bв копи[июя]\b",
    r"\bв (?:cc|сс)\b",
    r"\bподключ(?:аю|ил|ила|или|у)\b",
    r"\bк переписке\b|\bв переписку\b",
)
_RU_CONTACT = (
    r"\b(?:срочно|горит)(?=\s?[?:—-])",
    r"\b(?:вот|её|ее|его|их|держите|даю|ловите|скидываю|записывайте|высылаю|сообщаю|прикладываю|диктую|"
    r"пишу)\s(?:\w{1,12}\s)?(?:контакт[ы]?|почт[аую]|"
    r"телефон|адрес|мыло|емейл|e-?mail|телеграм|тг)\b",
    r"\bконтакты? (?!мой|мои|наш\b)[^.!?\n:]{2,40}[:—-]",
    r"\b(?:запишите|держите|ловите|скину|дам)\s(?:вам\s)?(?:телефон|номер|почту|контакты?|адрес|мыло)\b",
    r"\b(?:могу|можем|давайте|рад[аы]?) (?:дать|дам|скинуть|прислать|поделиться|переслать) "
    r"(?:вам )?(?:его |её |ее |их )?(?:номер|телефон|контакт|адрес|почт|"
    r"координат)[а-я]{0,3}\b",
    r"\b(?:телефон|номер|почта|адрес|контакт)[а-я]{0,2} (?:моего|моей|нашего|нашей)\b",
    r"\b(?:адрес|почта|ящик) для (?:[а-я]{4,16}(?:их|ых) )?(?:писем|предложений|связи|таких|заявок|обращений)\b",
    r"\b(?:нужн|правильн|верн)(?:ый|ая|ые) (?:адрес|контакт|почта|ящик)\b",
    r"(?:^|[.!?,] )по [а-я]{4,20}[ая]м\s?[:—-](?=\s)",
    r"\bпо (?:всем|срочным|неотложным|текущим|рабочим|таким|этим|подобным|любым|"
    r"коммерческим)\s[а-я ]{3,64}\s?[:—-](?=\s)",
    r"\b(?:рассмотрит|изучит|посмотрит|разберет|примет решение) (?=[а-я])",
)
_RU_NOT_ME = (
    r"\bне ко мне\b|\bне по адресу\b|\bне тот человек\b|\bне мой вопрос\b|\bне моя (?:тема|зона|компетенция|"
    r"область|сфера)\b|"
    r"\bне в моей (?:компетенции|зоне|власти)\b|\bне (?:занимаюсь|решаю|отвечаю|курирую|занимаемся)\b|"
    r"\bбольше не (?:работаю|занимаюсь)\b|"
    r"[,—-] (?:а )?не я\b|\bне мне\b(?= решать|[.,!])|\bрешать не мне\b|\bне т(?:а почта|от (?:адрес|ящик|отдел|"
    r"контакт))\b|"
    r"\bу меня нет (?:подписи|полномочий|права?|доступа|голоса)\b|\bподписи у меня нет\b|\bне наш (?:вопрос|профиль)\b|"
    r"\b(?:читает|отвечает) только робот\b|\bя (?:тут |здесь )?бессил|\b(?:больше |уже )?не мой отдел\b|"
    r"\bуже не работаю\b|\bошиблись (?:адресом|отделом|человеком)\b|\bне к нам\b|\bя не лпр\b|\bв другой отдел\b",
)

_EN_TO = (
    r"\b(?:contact|e-?mail|write|write to|drop|reach out to|reach|get in touch with|be in touch with|talk to|"
    r"talk with|speak to|speak with|"
    r"ask|ask for|chat to|chat with|call|phone|ring|ping|message|try|check with|connect with|liaise with|"
    r"touch base with|"
    r"hit up|shout at|holler at|bug|bother|hassle|get on to|pop in to see|look for|go and see|go see|grab|catch|"
    r"go through|go via|go to|go past|go by|get hold of|approach|nudge|chase|pester|"
    r"follow up with|take (?:this|it) up with|discuss (?:this|it|that) with|consult)\b(?: (?:our|my|the|with|to|"
    r"instead|directly))*(?= )",
    rf"\b(?:direct|address|forward|redirect|route|reroute|send|resend|pass|submit)\b (?:this|it|your|all|any|further|"
    rf"that|"
    rf"future|such|them|these|those|everything){_GAP}?\b(?:to|at)\b",
    r"\b(?:please |kindly |instead |just |and |, )?use (?=[\w.+-]{1,40}@)|\bhave a word with\b|\b(?:please|kindly) "
    r"(?:resend|forward|send|redirect|pass) to\b|\bgoes (?:via|through|to)\b|\bhave you tried\b|\bbest bet is\b",
    r"(?:^|, |\bplease |\bjust |\bbetter )mail(?= (?:our|my|the|her|him)\b)",
    r"\b(?:is|be|was|'s) (?:a |an |more )?(?:question|matter|one|topic|job) for(?= )",
    r"\bperson you(?:'re| are| want| need|'ll)(?: \w{2,10}){0,3} is\b",
    r"\b(?:refer|point|direct|introduce|connect|put) you (?:to|towards|with|in touch with|in contact with)\b",
    r"\b(?:suggest|recommend|advise|try|consider|better off|worth)\s(?:\w+\s)?(?:contacting|emailing|e-mailing|"
    r"speaking|talking|reaching out|asking|writing|calling|pinging)\b",
    r"\byou(?:'ll| will|'d| would|'re)? (?:want|need|should|probably|looking for|better)\b(?: to)?(?= )",
    r"\byour (?:best )?(?:contact|person|point of contact|guy)\b|\byour best (?:shot|bet|option|chance|hope|choice|"
    r"route)\b|"
    r"\b(?:speak|talk|chat|check|liaise|touch base) (?:w/|wiv|wit)(?= )",
    r"\binstead of me\b",
    r"\b(?:(?:re)?submit|send|route|routed|go|come|apply|done|handled|sent|work|arrange)\b[^.!?\n;,]{0,20}\b(?:via|"
    r"through)\b|"
    r"\bgive (?=[^.!?\n]{2,40} an? (?:ring|call|shout|bell|buzz|go)\b)|\b(?:buzz|text)\b(?= [a-z])|\bgive a (?:call|"
    r"ring|shout) to\b|"
    r"\b(?:pop|drop|shoot|fire|send) (?:an? )?(?:quick )?(?:e-?mail|mail|note|line|message)(?: over)? to\b|"
    r"\b(?:set|arrange|sort|book|fix|organise|organize|agree) (?:it|this|that|one|something|a call|a demo|"
    r"a meeting)(?: up| in| out)? with\b|"
    r"\brun (?:it|this|that) (?:past|by)\b|\b(?:speak|talk) 2\b|\bhave a (?:chat|talk) with\b|"
    r"\btake it from here with\b|"
    r"\b(?:carry on|continue|proceed) with\b|\bi(?:'d| would) (?:try|ask|contact|e-?mail|call|go to)\b|"
    r"\b(?:better|best) off (?:with|at|via)\b|\b(?:mov|pass|hand|turn|point|transferr|switch)(?:e|ing|"
    r"ed)? you (?:on |over "
    r"|across |along )?(?:to|towards)\b|\b(?:leave|leaving) you (?:with|in the (?:capable )?hands of)\b|"
    r"\byou're in the (?:capable |good )?hands of\b|^over to (?!you\b)|\b(?:work|deal|meet|start|begin|"
    r"go) (?:this )?with "
    r"(?=[a-z]{2,14} (?:on this|in |from |instead))|"
    r"\b(?:send|forward|e-?mail|pass|address|submit) (?:[a-z]{3,12} )?(?:pricing|prices|quotes?|details|info|materials|"
    r"slides|decks?|everything|proposals?|offers?|stuff|pitches|emails?)(?: straight| directly| over| on|"
    r" instead){0,2} "
    r"to\b(?! (?:me|us|my|this|our customers|your)\b)|"
    r"\bit'?s (?=[a-z]{2,14} (?:who|you|u)\b)|\bit'?s (?=[a-z]{2,14},? not me\b)|\bsend(?:ing)? (?:it|this|that|"
    r"them)(?: over| on)? to\b|"
    r"\b(?:send|forward|e-?mail|submit|pass) (?:the|your|a|an) [^.!?\n;]{2,30} to\b(?! (?:me|us|my|this)\b)",
)
_EN_BY = (
    r"\b(?:right|best|correct|appropriate|proper|better|main|relevant|concerned) (?:recipient|addressee|end|desk|"
    r"person|contact|point of contact|one|"
    r"people|place|guy|address)\b",
    r"\b(?:handles?|takes? care of|looks? after|deals? with)\b(?! (?:an?|many|lots|dozens|hundreds|\d)\b)|"
    r"\b(?:took over|has taken over|is taking over|calls the shots|is (?:covering|filling in)|"
    r"will take over|covering for|oversees?)\b",
    r"\b(?:is|are|will be|would be) (?:responsible|in charge|the one|the (?:person|man|guy|woman|lady|contact)|"
    r"who you|the decision|our decision|your (?:best )?(?:contact|person)|better placed)\b",
    r"\b(?:owns|runs|leads|manages|covers|decides|drives|heads)\b(?= (?:this|that|these|it\b|all|such|on this|"
    r"our (?:purchas|procure|market|vendor)|purchas|procure|vendor))",
    r"\bmakes? (?:the|these|those|such|all)? ?(?:\w+ )?decisions?\b",
    r"\bis (?:our|the|my) (?:guy|man|woman|go-to|person)\b|(?<='s) (?:department|job|area|call|thing|domain)\b|"
    r"\bdecides(?=\s?[:.,—]|$)|\bcan(?=\s?[:—])|\bdecision[- ]maker\b|\bdecisions? (?:sits?|rests?|lies?|is) with\b",
    r"\b(?:run|handled|managed|decided|owned|overseen|looked after|dealt with|taken care of|made|taken) by\b",
    r"\b(?:the|our|my) new (?:[a-z]{2,12} ){1,3}is\b",
    r"\b(?:he|she|they) (?:decides?|handles?|runs?|owns?|manages?|does?|"
    r"looks? after) (?:[a-z]{2,12} ){0,2}[a-z]{2,12}\s?"
    r"[:—–-](?=\s)|\bwill be your (?:new )?(?:contact|point of contact|main contact)\b|"
    r"\bmy (?:replacement|successor)\b|\breplaced me\b|\bin my absence\b|\bcan help you\b|\bwill help you\b",
)
_EN_FORWARD = (
    r"\bshar(?:ed|ing) (?:it|this|that|your [a-z-]{4,10}(?: [a-z]{3,10})?) with\b",
    r"\bput (?:it|this|that|your [a-z-]{4,10}) (?:in front of|past|to|on the desk of)\b",
    rf"\b(?:forward(?:ed|ing)?|pass(?:ed|ing)|hand(?:ed|ing)|redirect(?:ed|ing)|relay(?:ed|ing)|rout(?:ed|ing)|"
    rf"referr(?:ed|ing)|escalat(?:ed|ing)|flagg(?:ed|ing)|bounc(?:ed|ing)|"
    rf"sen(?:t|ding) (?:it|this|that|your [a-z-]{{4,9}}))\b{_GAP}\b(?:to|over to|on to|onto)\b",
)
_EN_COPY = (
    r"\bcc(?:'|’)?(?:ing|ed|d)?\b(?!\s*:)|^cc: (?=[a-z ]{2,30},? who\b)",
    r"\bcopy?(?:ing|ied)\b",
    r"\bin copy\b|\bon copy\b",
    r"\bloop(?:ing|ed)?\b(?= |$)",
    r"\b(?:added|brought|put|bringing|putting)\b(?=(?: [a-z'-]{2,14}){1,4} (?:in|on|to|into) (?:this|the|"
    r"our) (?:thread|chain|"
    r"conversation|e-?mail|loop|discussion))",
    r"\badding\b(?=[^.!?\n]{0,40}(?:here|thread|conversation|cc|copy|,|who))",
    r"(?:^|\s)\+\s?(?=[a-z])",
)
_EN_CONTACT = (
    r"(?:^|[.!?] )(?:contact|cover|point of contact|interim lead|go-to)\s?[:—–-](?=\s(?!me\b|"
    r"us\b)[^\W\d_]{2,15}[ ,][^@\n]{0,60})",
    r"\bis (?:the|a|our|your) (?:best |right |correct |better |proper )?(?:address|e-?mail|inbox|mailbox|number|handle|"
    r"box|place)\b(?= (?:you|to|for)\b)",
    r"\burgent(?:ly)?(?=\s?[?:—-])",
    r"\b(?:her|his|their|here(?:'s| is| are)) (?:\w{1,12} )?(?:contacts?|contact details|e-?mails?|address|number|"
    r"details|phone|whats ?app|cell|mobile|line|extension|telegram|tg|handle|inbox|mailbox|landline|skype|viber)\b",
)
_EN_NOT_ME = (
    r"\bnot the (?:right|best|correct|appropriate) (?:person|contact|one)\b|\bwrong (?:person|contact|guy|"
    r"address|department|inbox)\b|"
    r"\b(?:i|we) (?:\w{2,10} )?(?:don't|do not|no longer) (?:handle|deal|manage|work|decide|buy)\b|"
    r"\b(?:no longer|not) (?:responsible|with the|with us|in charge|involved|my area|my department|my decision|"
    r"my call|employed|works?(?= (?:here|for|at|with)))\b|"
    r"\bisn't (?:me|my)\b|\bnot me\b|\bnot my\b|\bleft the company\b|\bnot us\b|^not i\b|\bno power\b|\babove my pay|"
    r"\bthe wrong [a-z]{3,12}\b|\bmy remit is\b|"
    r"\boutside my remit\b|\bi have changed roles\b|\bnot the guests\b|\b(?:don't|dont|"
    r"do not) (?:really )?do emails?\b",
)


class Phrase(NamedTuple):
    """A phrase of redirection in a sentence. `kind`: to, nudge, by, forward, copy, contact, not_me."""

    kind: str
    start: int
    end: int
    text: str


def _compiled(*sources: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{source})" for group in sources for source in group), re.MULTILINE)


# Any other order ("тормошите", "дёргайте") counts with a name just after; these hand over nobody.
_NUDGE = (
    r"\b(?:скин|кин|отправ|перекин|закин)(?:ь|ьте)(?: (?!мне\b|нам\b)[а-я]{2,14}){1,2}"
    r"(?= [^.!?\n,]{2,30} (?:на|по) (?:[а-я]{4,8} )?[^\s@]{1,40}@)",
    r"[—–] ?ко?(?= )|(?:^|[,;] )(?:идите|ступайте|топайте|шагайте|дуйте) (?:к|в)(?= )",
    r"(?:^|[.!?,;:—-] ?|\b(?:лучше|тогда|сразу|и|а|просто|смело|пожалуйста) )(?!(?:не|по(?:здрав|благодар|смотр|жал|"
    r"дожд|каж|"
    r"нима|верь|ставь)|благодар|прост|извин|"
    r"скаж|переда|добав|пригла|позов|подключ|включ|возьм|запиш|запис|учт|уч[еи]т|удал|убер|исключ|став|да[ий]|дайт|"
    r"спас|"
    r"обнима|"
    r"увол|ожида|жд|дожд|верн|расскаж|вспомн|помн|забуд|помог|провер|назнач|зарегистр|созда|откр|предостав|сохран|"
    r"пришл|"
    r"присыл|отправ|скин|вышл|высыл|шл|кин|кида|отпиш|отпуст|оставь|здравст|выстав|оформ|добр|смотр|перенес|отмен|"
    r"измен|исправ|замен|пода|сдела|дела|куп|прода|зайд|приезж|приед|прид|приход|уваж|слушай|извест|сообщ|"
    r"вычерк|соедин|переключ|переведи|свяжите меня)[а-я]*)"
    r"[а-я]{2,14}(?:йте|ите|ьте)(?:сь)?(?= )",
    r"(?:^|[.!?,;:—-] ?|\b(?:please|pls|just|then|or) )(?:see|find|poke|prod|tap up|e-?mail|mail|tlk (?:to|2)|"
    r"talk 2|hassle|"
    r"badger|sound out|seek out|hunt down|track down)(?= )",
)

_KINDS = (
    ("nudge", _compiled(_NUDGE, frames.RU_NUDGE, frames.EN_NUDGE, frames.INFINITIVES)),
    ("copy", _compiled(_RU_COPY, _EN_COPY)),
    ("to", _compiled(_RU_TO, _EN_TO)),
    ("to", _compiled(frames.RU_TO, frames.EN_TO)),
    ("by", _compiled(_RU_BY, _EN_BY)),
    ("by", _compiled(frames.RU_BY, frames.EN_BY)),
    ("forward", _compiled(_RU_FORWARD, _EN_FORWARD, frames.EN_FORWARD)),
    ("contact", _compiled(_RU_CONTACT, _EN_CONTACT)),
    ("not_me", _compiled(_RU_NOT_ME, _EN_NOT_ME)),
)


def phrases(sentence: str) -> list[Phrase]:
    """The phrases of redirection in one sentence (lower case, straight apostrophes), in order."""
    found: list[Phrase] = []
    if blocks.is_bounce(sentence):
        return found
    for kind, pattern in _KINDS:
        for match in pattern.finditer(sentence):
            if not blocks.is_blocked(kind, sentence, match):
                found.append(Phrase(kind, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda phrase: phrase.start)
