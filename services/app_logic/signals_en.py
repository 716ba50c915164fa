"""Opt-out rules for English, as data for `signals`.

Each rule is (id, pattern, not_before, not_after). The pattern finds a demand; a match is dropped when
`not_before` is found ahead of it in the same sentence, or `not_after` behind it or in the next sentence.
It decides nothing by itself and does not see other languages.
"""

from services.app_logic import signals_en_complaints, signals_en_requests

RULES: tuple[tuple[str, str, str, str], ...] = (*signals_en_requests.RULES, *signals_en_complaints.RULES)

# A text, or a sentence of a long mail, without any of these is not searched.
ANCHOR = (
    r"unsub|subscri|\bopt|\b(?:stop|stahp|quit|cease|ceasing|halt|end|discontinue|refrain|desist|knock|cut|enough"
    r"|cancel|shoo)"
    r"|\b(?:remov|delet|eras|take|taken|taking|drop|strike|scrub|purge|get|exclud|wipe|clear|pull|cross|scratch|kick"
    r"|unlist|delist|destroy|suppress|forget|lose|loose|expunge|block|blacklist|deregister|unregister|keep|leave|let"
    r"|want|need|bin|burn|shred|trash|ditch)"
    r"|\b(?:dont|donot|dnt|do\s?n[o ]t|never|no|not|didnt|cannot|mustnt|shouldnt|zero|without|any|asked|told|tell|ask"
    r"|request|further|future|additional)\b"
    r"|\bf[u*@#vc]|\b(?:piss|buzz|bugger|sod|screw|jog|bog|naff|feck|eff|go|gtfo|stfu|kys|eat|rot|shut|stay|kiss|spam"
    r"|bother|on|drop|back|beat|give)\b|\bdnc\b|withdraw|revok|rescind|retract|object|consent"
    r"|\b(?:gdpr|ccpa|right|art|can-?\s?spam|pecr|casl|tcpa|data\s|exercis|invok|violat|breach|report|flag|mark|ban"
    r"|sue|sent|one\smore|next|email|write|contact|call|message|if|like|leave|wanna|demand|add|put|place|register|list"
    r"|consider|clicked|im|ill|ive|i|we|turn\soff|switch|count\s|robot|mailing|sequence|newsletter|marketing|your\s)"
)
