"""Words, headers and addresses by which automatic mail is known, in fi, sv, en and the rest."""

import re

AUTO_SUBJECT = re.compile(
    r"\s*(?:\[?(?:auto(?:matic|mated)?[ -]?(?:reply|response|respond\w*|answer)|auto ?:"
    r"|autoreply|out of (?:the )?office|ooo\b"
    r"|away from (?:the |my )?(?:office|desk|mail)|on (?:vacation|holiday|leave)\b"
    r"|vacation (?:reply|response|notice)"
    r"|automaattinen (?:vastaus|poissaolo)\w*|automaattivastaus|poissaolo(?:viesti|ilmoitus)?"
    r"|poissa\b|lomalla\b|lomavastaus"
    r"|autosvar|automatiskt svar|frånvaro\w*|frånvarande|semester\b|borta från|ej på kontoret"
    r"|abwesenheit\w*|automatische antwort|réponse automatique|absence du bureau"
    r"|respuesta automática"
    r"|risposta automatica|automatisch antwoord|afwezig\w*|resposta automática|automatisk svar"
    r"|fravær\w*|autosvar))\b",
    re.IGNORECASE,
)
AWAY_SUBJECT = re.compile(
    r"\w (?:is|will be) (?:currently )?(?:out of (?:the )?office|on (?:vacation|holiday|leave))\b"
    r"|\w ?\((?:out of (?:the )?office|auto(?:matic)? ?-?reply|autosvar|poissa|lomalla)\)\s*$"
    r"|\w (?:on (?:poissa|lomalla)|är (?:frånvarande|bortrest|på semester))\s*$",
    re.IGNORECASE,
)
RESPONDER_PREFIX = re.compile(
    r"\s*\[?(?:auto(?:matic|mated)?[ -]?(?:reply|response|respond\w*)|autoreply"
    r"|out of (?:the )?office(?: auto-?reply)?"
    r"|automaattinen (?:vastaus|poissaolo)\w*|automaattivastaus|poissaolo(?:viesti|ilmoitus)"
    r"|autosvar|automatiskt svar|frånvaro(?:meddelande)?"
    r"|frånvarande|abwesenheits\w*|automatische antwort|réponse automatique"
    r"|respuesta automática|risposta automatica|automatisk svar)\]?\s*:",
    re.IGNORECASE,
)
VACATION_BODY = re.compile(
    r"out of (?:the )?office|(?:on|have) (?:annual |parental |sick |maternity )?(?:vacation"
    r"|holiday|leave)\b|away (?:from|until|on|till)"
    r"|(?:will|shall) (?:be )?(?:back|return)\b|limited access to (?:my )?(?:e-?mail|mail)"
    r"|not (?:in|at) the office|i am (?:currently )?(?:away|absent)"
    r"|olen (?:\w+ )?(?:loma\w+|poissa|vapaalla|virkavapaalla|äitiyslomalla|vanhempainvapaalla"
    r"|sairaslomalla|hoitovapaalla|kesälomalla)|lomalla|poissa (?:toimistolta|työpaikalta|\d"
    r"|\w+ asti)"
    r"|palaan (?:\w+ ){0,3}(?:\d|töihin|toimistolle|lomalta)|en ole tavoitettavissa"
    r"|tavoitettavissa (?:taas|jälleen|seuraavan)"
    r"|(?:är|har) (?:\w+ )?(?:semester|frånvarande|ledig|bortrest|tjänstledig|föräldraledig"
    r"|sjukskriven)|semester (?:till|t\.?o\.?m|och)|på semester|(?:är )?(?:åter"
    r"|tillbaka) (?:på kontoret|den|i tjänst|måndag|\d)"
    r"|ej på kontoret|inte på kontoret|läser inte min|nicht im büro|im urlaub|abwesend"
    r"|absent\(?e?\)? (?:du|jusqu)|en vacances|de vacaciones|fuori ufficio|met vakantie|på ferie",
    re.IGNORECASE,
)
RESPONDER_BODY = re.compile(
    VACATION_BODY.pattern + r"|this is an? auto(?:matic|mated|matically)?|tämä on automaatti"
    r"|detta är ett auto(?:matiskt|genererat|svar)",
    re.IGNORECASE,
)
AUTO_BODY = re.compile(
    r"this is an? (?:auto(?:matic|mated|matically)?)|(?:automatic(?:ally)?"
    r"|automated)[ -](?:reply|response|message|answer|generated|acknowledge)"
    r"|do not (?:reply|respond) to this|auto-?(?:reply|response)|(?:we"
    r"|i) (?:have )?received your (?:e-?mail|message|request|enquiry|inquiry)"
    r"|automaattinen (?:vastaus|viesti|kuittaus|poissaolo)|tämä on automaatti|älä vastaa tähän"
    r"|älkää vastatko|viestisi on vastaanotettu|olemme vastaanottaneet"
    r"|(?:detta är ett )?auto(?:matiskt|matisk|genererat|svar)|svara (?:inte|ej) på detta"
    r"|vi har (?:mottagit|tagit emot) (?:ditt|din)"
    r"|automatisch (?:generiert|erstellt)|réponse automatique|respuesta automática",
    re.IGNORECASE,
)
POLITE_BODY = re.compile(
    r"kiitos viestistä|thank(?:s| you) for (?:your|contacting)"
    r"|tack för (?:ditt|din|att du) (?:mejl|mail|meddelande|e-post|kontakta)",
    re.IGNORECASE,
)
"""What responders say and people too: never enough without a title and a header."""
DECLARED = re.compile(
    r"^[\s*_\[(]{0,6}(?:(?:note|please note|nb|huom|obs)[:.!]\s{0,3})?(?:(?:that )?this is an?"
    r" (?:auto(?:matic|mated|matically)?(?: |-)?(?:generated )?)(?:e-?mail |vacation )?"
    r"(?:reply|response|answer|acknowledge?ment)"
    r"|tämä on automaatti(?:nen |sesti )?\w{0,12} ?(?:vasta|poissaolo|kuittaus)"
    r"|(?:det här|detta) är ett (?:auto(?:matiskt|matgenererat|genererat)? ?)"
    r"(?:svar|frånvaro|kvittens)|dies ist eine automatische (?:antwort|abwesenheit)"
    r"|ceci est une réponse automatique)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a responder says of its own mail, at the beginning of a line."""
AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-autorespond-from",
)
AUTO_AGENT = re.compile(r"vacation|autorespon|autoreply|auto-reply|out ?of ?office", re.IGNORECASE)
AUTO_LOCAL = re.compile(r"(?:auto-?(?:reply|respond\w*|answer))(?:[+.-].*)?", re.IGNORECASE)
NOREPLY = re.compile(
    r"(?:no|not|do-?not|dont|donot|ala|älä|ei|svara-?ej|svara-?inte|ej)[-_.]?(?:reply|respond"
    r"|vastaa|vastausta|svar)\w*(?:[+.-].*)?"
    r"|(?:noreply|donotreply|notifications?|notify|mailer|wordpress|webmaster|www-data|forms?"
    r"|web-?form|lomake|formular|system)(?:[+.-].*)?|svara-?(?:ej|inte)",
    re.IGNORECASE,
)
CHALLENGE_SUBJECT = re.compile(
    r"(?:please |must )?(?:confirm|verify|authenticate).{0,40}(?:e-?mail|message|sender"
    r"|yourself|human|delivery|address)|confirmation (?:required|needed|request)"
    r"|challenge|(?:message|mail) (?:is )?(?:held|awaiting|pending)|sender verification"
    r"|(?:vahvista|bekräfta)\b.{0,30}",
    re.IGNORECASE,
)
CHALLENGE_BODY = re.compile(
    r"(?:confirm|verify|prove|show|authenticate).{0,50}(?:you are|you're|yourself"
    r"|your (?:e-?mail|address|message|identity)).{0,60}(?:human|real|person|spam|not a|sender"
    r"|deliver|legit|once|link)"
    r"|to complete (?:this|the) (?:verification|authentication)|(?:mail|message|email) (?:is"
    r"|was|has been|will be).{0,30}(?:held|quarantin|deliver\w* (?:once|after|when|until)"
    r"|pending)"
    r"|challenge[- /]?response|one[- ]time (?:verification|confirmation)|(?:protected|protects"
    r"|using) .{0,40}(?:spam ?arrest|boxbe|tmda|choicemail|spam (?:protection|filter|blocker))"
    r"|added to (?:my|the|his|her) (?:approved|allowed|guest|white) ?list|vahvista (?:että olet"
    r"|lähettäjä)|bekräfta att du (?:är|inte)",
    re.IGNORECASE,
)
CHALLENGE_HEADERS = (
    "x-boxbe-notification",
    "x-tmda-challenge",
    "x-spamarrest-challenge",
    "x-ask-version",
    "x-choicemail-registration",
)
CHALLENGE_LOCAL = re.compile(r"(?:confirm|challenge|verify|approve)[-+_.].*", re.IGNORECASE)
DMARC_SUBJECT = re.compile(r"report domain:.{1,300}submitter:.{1,300}report-id:", re.IGNORECASE)
QUESTION = re.compile(r"\w[\w'’-]*\s+\w[\w'’-]*\s+\w[^.!?\n]{0,300}\?")
"""A question of three words and more: 'Urgent?' stands in many a responder's text."""
