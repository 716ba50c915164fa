"""Further turns of speech that send us on: who has the last word, who took the writer's place, who should see this.

Tables for `referral_phrases`, which adds them to its own by kind: "to" has the person after it, "by" before or after
it, "nudge" just after it, "forward" is a letter passed on. They decide nothing themselves.
"""

_MATTER = r"(?:this|it|that|these|those|(?:all )?(?:that|this) (?:sort|kind|type) of (?:thing|stuff)|such things|stuff like this)"
_THEM = r"(?=[a-z'-]{2,14}(?: [a-z'-]{2,14})?"

EN_TO = (
    r"\b(?:final|last) (?:say|word|decision|call) (?:here |always )?(?:is|lies|rests|sits|stays|goes) (?:with|to)\b",
    r"\b(?:i|we)(?:'d| would|'ll)?(?: always| usually)? defer to\b|^one for (?!me|us|the (?:future|road|diary|"
    r"record|books))",
    rf"\b(?:i|we)(?:'ll| will| would|'d)?(?: usually| generally| always| just)? leave {_MATTER} (?:up )?(?:to|with)\b"
    rf"(?! (?:you|me|us)\b)|\blet {_THEM} (?:decide|judge|answer|make that call|take (?:over|this|it)|handle|deal|"
    rf"pick this|sort|reply|respond)\b)",
    r"\bhave you (?:tried|spoken (?:to|with)|talked to|asked|contacted|reached out to|e-?mailed|"
    r"met)(?= )(?! (?:your|it|"
    r"this|that|to|a|an|any|all|us|me)\b)(?! (?:our|the) [a-z' -]{2,30}\b(?:branch|office|store|shop|site|hotel|"
    r"restaurant|clinic|factory|depot|warehouse|franchise)(?:e?s)?\b)|^how about (?=[a-z'-]{2,14}(?: [a-z'-]{2,14})?\?)",
    r"\b(?:you(?:'re| are)|you must be|you're probably) (?:really )?(?:after|looking for)(?= )|\b(?:gal|guy|man|woman|"
    r"lady|chap|bloke|fella|lad|girl|one|colleague|individual|human) (?:that |whom |who )?you(?:'re| are| want|"
    r" need|'ll|"
    r" should)(?: \w{2,10}){0,3} is\b",
    rf"\blook up(?= )|\bhit {_THEM} up\b)|\b(?:get|bring) {_THEM} on (?:board|side)\b)|\bconvince(?= )|"
    rf"\bwin over(?= )|\bnothing (?:happens|gets (?:done|bought|signed)|moves|goes)(?: [a-z]{{2,8}}){{0,2}} without\b",
    r"\b(?:been|was|got|am|being) (?:replaced|succeeded) by\b|\b(?:used to be me|was me once),? (?:but |"
    r"and )?now it(?:'s| "
    r"is)\b|\b(?:wasn't me|not me|isn't me|never me|wrong),? (?:but )?it(?:'s| is) (?=[a-z])",
    r"\bbetter (?:served|helped|looked after) by\b|\b(?:more|better|best) luck (?:with|trying|asking|talking to)\b|"
    r"\b(?:would you mind|(?:would|do) you mind|mind|how about|what about|worth) (?:just )?(?:contacting|e-?mailing|"
    r"writing(?: to)?|calling|ringing|asking|messaging|pinging|texting|trying|sending (?:this|it) to|speaking (?:to|"
    r"with)|"
    r"talking to|copying)(?= )",
    r"\bintroduc(?:e|ing) you to\b|\bconnect(?:ing)? you (?:with|to)\b|\b(?:let me|allow me to|may i) introduce\b|"
    r"^meet "
    r"(?=[a-z'-]{2,14}(?: [a-z'-]{2,14})?, (?:who|our|the)\b)",
    r"\b(?:falls?|sits?) (?:under|in the lap of) (?=[a-z'-]{2,14}(?: "
    r"[a-z'-]{2,14})?\s?(?:[.,;!(]|$))|"
    r"\b(?:that|this|it|my (?:old )?(?:job|role|post|desk|work|accounts?|duties)|everything|all (?:of )?(?:that|"
    r"this|it))"
    r"(?:'s| has| have| was| were| all)? (?:now )?(?:been )?(?:moved|went|gone|passed|transferred|shifted|handed|given|"
    r"assigned)(?: over| on| across)? to\b",
    r"\b(?:since|from|as of|as from|starting) (?:[a-z0-9]{2,12} ){1,3}it(?:'s| is| has been|'s been|'ll be| will be)\b",
    r"\b(?:that|it)(?:'?d| would) be (?=(?:our|the|my) )|"
    r"\b(?:see|use|try|via|through)\b(?= [\w.+-]{1,40}\s?(?:@|[\[({<]\s?at\b))",
    r"\b(?:re)?send (?:it |this )?2 (?=[a-z])",
    r"(?<!i'd )\braise (?:it|this|that) with\b|\b(?:centralised|centralized|consolidated|brought) under\b",
    r"\bask(?:ing)? to (?:speak|talk) (?:to|with)\b|\bask to be (?:put through|connected|transferred) to\b|\b(?:ask|"
    r"asking) "
    r"(?:them|reception|the (?:desk|front desk|switchboard|operator)) (?:for|to put you through to)\b|"
    r"\b(?:tell|pitch|sell|take) (?:it|this|that) to (?!me\b|us\b|my\b(?! boss)|market\b|the (?:next|test)\b)",
)
EN_BY = (
    r"(?:'s| is|'d be| would be) your (?:best|safest|only|first) (?:bet|shot|option|chance|port of call)\b",
    r"\b(?:would|will|'ll|might|may|should) (?:probably |surely )?know(?=\s?[.!;]|$| more| better| all about|"
    r" about (?:this|that))|\bknows (?:more|better|best|"
    r"all about)\b|\b(?:has|have|gets|holds) the (?:final|last) (?:say|word)\b|\bholds the (?:budget|purse)\b|"
    r"\bis (?:across|on top of|all over) "
    r"(?:all )?(?:this|that|it|these)\b",
    r"\b(?:has|got|took|does|is doing|does|holds|inherited|picked up|is filling|fills|is covering|is in|"
    r"has taken on|is "
    r"looking after|now has|now does) my (?:old |former )?(?:job|role|post|chair|seat|desk|patch|accounts|shoes|work|"
    r"phone|mail|duties|inbox|brief|portfolio|remit)\b|\bsits (?:in my (?:chair|seat)|at my (?:old )?desk)\b",
    r"\bwas (?:brought in|hired|taken on|appointed|recruited) (?:to (?:do|run|handle|lead|manage|own|look after)|for "
    r"(?:this|exactly this|that))\b|\b(?:has taken|took|takes|is taking) (?:the (?:reins|baton|helm)|over)\b|"
    r"\bsigns? off "
    r"(?:on )?(?:such|these|this|those|all|any|software|spend\w{0,3}|purchases|tools|contracts|subscriptions|"
    r"budgets?)\b",
    r"(?<='s) (?:baby|patch|turf|remit|bag|territory|world|wheelhouse|court)\b"
    r"(?! (?:is|was|in)\b)",
    r"\bwe(?:'ve)? (?:just |have |recently )?(?:hired|took on|taken on|brought in|appointed|"
    r"recruited)\b(?=[^.!?]{2,50} "
    r"(?:for (?:this|that|exactly)|to (?:do|run|handle|lead|manage|own|look after)))",
)
EN_FORWARD = (
    r"\b(?:i|we)(?:'ve| have)? (?:now |just |since )?(?:given|handed|passed|moved|transferred|assigned|delegated|gave)"
    r"(?: (?:all|over))? (?:that|this|it|everything|my (?:job|work|accounts|duties|role))(?: over| on| all)? to\b",
    r"\b(?:gave|given|handed|passed|sent|shown|showed|dropped) your [a-z-]{4,10}(?: [a-z]{4,10})? (?:on |over |"
    r"along )?to\b",
)
# "Есть смысл поговорить с …": advice, unless the writer says what he wants himself.
INFINITIVES = (
    r"\b(?:по)?(?:говорить|общаться|беседовать|толковать) (?:[а-я]{4,12} )?(?:с|со)(?= )|\b(?:связаться|списаться|"
    r"созвониться|"
    r"договориться|договариваться|встретиться|решать|решить|обсудить|обсуждать|согласовать|согласовывать)(?: (?:это|"
    r"все|такое|"
    r"вопрос|напрямую|лично|сразу))? (?:с|со)(?= )|\b(?:обратиться|обращаться|сходить|зайти|подойти|заглянуть)(?: "
    r"(?:напрямую|лично|сразу))? ко?(?= )",
)
EN_NUDGE = (r"\b(?:that|it)(?:'?d| would) be (?=[a-z])",)
RU_TO = (
    r"\b(?:вам|вас) (?:[а-я]{2,9} ){0,2}в (?=голов|центральн|отдел|бухг|служб|дирекц|пресс|управлени|департамент|"
    r"администрац|приемн|реклам|маркетинг|закуп|снабжен)",
    r"\bпоследнее слово (?:[а-я]{2,8} ){0,2}(?:за|у)\b|\bрешающ[а-я]{2,3} (?:слово|голос) (?:[а-я]{2,8} ){0,2}(?:за|"
    r"у)\b|"
    r"\b(?:кивну|переадресую|отошлю|пошлю|отправлю|направлю|переведу|переключу|переключаю|перевожу|адресую|"
    r"передаю|познакомлю) вас (?:к|ко|на|с)(?= )",
    r"\b(?:прошу|просьба|просим) (?:(?!не )[а-я]{2,12} ){0,3}(?:слать|писать|посылать|"
    r"звонить|обсуждать с|согласовывать с)(?! (?:мне|нам|больше|не|сюда|реже|меньше)\b)|"
    r"\bпопрошу (?:вас )?(?:обратиться|"
    r"написать|писать|позвонить|адресовать|направить)\b",
    r"\b(?:может(?: быть)?|наверное|видимо|скорее(?: всего)?|пожалуй|похоже|думаю|думается|кажется),? (?:это |вам |"
    r"лучше |"
    r"все-таки |тогда ){0,3}ко?(?= )(?! (?:весне|лету|осени|зиме|концу|началу|середине|лучшему|сожалению|маю|июн|июл|"
    r"август|сентябр|октябр|ноябр|декабр|январ|феврал|март|апрел|понедел|вторн|сред|четвер|пятн|ноч|утру|вечеру|вам|"
    r"нам|"
    r"нам)\b)",
    r"\b(?:не )?могли бы вы (?:[а-я]{2,12} ){0,3}?(?:написать|обратиться|позвонить|связаться|спросить|переслать|"
    r"переадресовать|направить|переправить)\b(?! (?:мне|нам|со мной|сколько|что|как|подробн|цен|услов))|\bне пробовали "
    r"(?:[а-я]{2,12} )?(?:написать|спросить|связаться|обратиться|позвонить|к |через )",
    r"\bкиньте (?!и |еще |также |копию|мне|"
    r"нам|ссылк|прайс|кп\b|презент|цен|на почту|в телег|сюда)(?=[а-я])|\bпокажите (?:это|эту|этот|"
    r"такое|"
    r"(?:ваше |свое )?(?:письмо|предложение|кп))(?= )(?! (?:мне|нам|на|в)\b)|\b(?:надо|нужно|стоит|хорошо бы|"
    r"лучше) (?:это |"
    r"такое )?показать\b(?! (?:мне|нам)\b)|\b(?:должно|надо|лучше) попасть (?:к|на стол)(?= )",
    r"\bпопросите (?:соединить (?:вас )?с|позвать|к телефону|переключить (?:вас )?на|перевести (?:вас )?на|связать "
    r"(?:вас )?с)(?= )|\bпусть (?:вас )?(?:соединят|переключат|переведут|свяжут) (?:с|на)(?= )",
    r"\bубедите (?=[а-я])|\bзаручитесь (?:поддержкой|согласием)\b|\bвыйдите на (?!связь|рынок|сайт)",
)
RU_BY = (
    r"\b(?:мо[её] место (?:[а-я]{3,9} )?занял[аи]?|на мо[её] место (?:[а-я]{3,9} )?(?:приш[её]?л[аи]?|вз[яё]ли|"
    r"назначили|"
    r"поставили|заступил[аи]?|посадили))\b|\bза меня (?:тут |здесь |сейчас |теперь |пока |остается |осталась |остался "
    r"){0,2}(?=[а-я])(?!(?:все|никто|не|уже|это|рад|мое|вы|он|она)\b)",
    r"\b(?:наняли|взяли|назначили|приняли|поставили) (?:[а-я]{2,12} )?(?:под это|на это|на эту|на этот|для этого|"
    r"на отзывы|на репутацию|на маркетинг|на закупки|на рекламу)\b|\bдля этого (?:у нас )?(?:теперь )?(?:есть|"
    r"имеется)\b|"
    r"\b(?:этим|этой|такими|этими|отзывами|рекламой|маркетингом|закупками|"
    r"репутацией)(?: [а-я]{1,12}){0,3} занят[аы]?\b",
    r"\b(?:рассмотрение|изучение|согласование|утверждение|подбор|выбор|закупк[аиу]|работ[аыу]|взаимодействие|"
    r"переговоры|"
    r"прием|контроль|оценк[аиу])\b[^.!?]{0,70}?\b(?:осуществля(?:ет|ют)|производ(?:ит|ят)|провод(?:ит|ят)|вед[её]т|"
    r"ведут|обеспечива(?:ет|ют)|"
    r"выполня(?:ет|ют))(?:ся)?\b",
    r"\bподписывает (?:такое|это|все|подобн[а-я]{1,2})\b|\bподписывает(?= [а-я]{3,16}(?: [а-я]{3,16})?$)|"
    r"\b(?:вашим|нужным|правильным|основным|контактным) (?:контактом|человеком|лицом|собеседником) (?:теперь |отныне )?"
    r"(?:будет|станет|является)\b|\b(?:нужный|правильный|верный|наш) (?:вам |тут )?(?:человек|контакт|"
    r"специалист)(?: (?:по|"
    r"для) [а-я]{3,14})?\s?[—–-](?=\s)",
    r"\bбез (?=[а-я-]{2,16}(?: [а-я]{3,16})?(?: у нас| тут| здесь)? (?:ничего|никто|никак|такое|это|такие|"
    r"вопрос)[^.!?]{0,24}"
    r"\bне (?:реш|дела|подпис|покуп|обойт|соглас|двига|закуп))|\bкак (?=[а-я-]{2,16}(?: [а-я]{3,16})? (?:скажет|"
    r"решит)\b)",
    r"\bчто до [^.!?,]{3,40}, (?:то )?(?:это|здесь|тут)\b|"
    r"\bзнает (?:об этом |про "
    r"это |это )?(?:лучше|больше)\b|\bлучше (?:меня )?(?:знает|разбирается)\b|\bбольше (?:меня )?понимает\b",
)
RU_NUDGE = (
    r"\b(?:только|все|это|такое|все это|связь|решаем|решается|решаются|идет|идут|проходит|проходят)(?: у нас| тут|"
    r" строго| только| "
    r"это)? через(?= )(?! (?:месяц|недел|год|час|день|пару|сайт|форм|тендер|площадк|кабинет|приложен))",
    r"\bвсе (?:письма|предложения|вопросы|дела|такие письма|такое|это|остальное)(?: (?:теперь|сейчас|впредь|дальше|"
    r"отныне|"
    r"только|сразу|лучше)){0,2} (?:ко? |(?=[а-я]{2,16}(?:у|ю|е|ой|ей)\b))",
    r"\bесли (?:это )?(?:про|о|об|насчет|по) [а-я]{4,16}, (?:то )?(?:ко? )?",
    r"\b(?:решени[ея]|вопрос|тема|дело) не мо[еёйя],? (?:а )?(?:это )?(?:к |у |за )?|\bне мо[еёйя] (?:решени[ея]|"
    r"вопрос|тема|дело|"
    r"забота|епархия|история|работа|участок)(?:,| —| -)? (?:а )?(?:это )?(?:к |у |за )?",
)
