"""How mail systems say that a mail could not be delivered, and where they name the address."""

import re

DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|maildaemon|mmdf|smtp|bounces?|"
    r"mail[-_.]?deliver\w*|mailadmin\w*|undeliverable|microsoftexchange\w*)(?:[+.-].*)?",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail delivery|mail(?:er)?[- ]?daemon|delivery sub-?system|mail administrator|postmaster"
    r"|mail system"
    r"|system administrator|microsoft outlook$|internet mail delivery",
    re.IGNORECASE,
)
PROGRAM = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|maildaemon|mmdf|microsoftexchange[0-9a-f]{8,})"
    r"(?:[+.-].*)?",
    re.IGNORECASE,
)
PROGRAM_NAME = re.compile(
    r"mail(?:er)?[- ]?daemon|mail delivery (?:sub-?)?system|delivery sub-?system"
    r"|internet mail delivery",
    re.IGNORECASE,
)
FIXED_SUBJECT = re.compile(
    r"\s*(?:[\[*]{0,3}undeliver(?:able|ed)(?: mail\b| message\b|:)"
    r"|(?:notice: )?(?:mail )?delivery (?:failure\b|status(?: notification\b|[.:]|\s*$))"
    r"|delivery (?:has )?failed\b.{0,3}:"
    r"|returned mail\s*(?::|$)|failure notice|mail (?:system error|delivery (?:fail|status)|failure\b)"
    r"|message (?:status - undeliver|delivery failure|undeliver)"
    r"|(?:permanent )?delivery failure|non[- ]?delivery (?:report|notif)|\[?bounced?\]?$"
    r"|unzustellbar:|ei voi(?:da|tu)? toimittaa:|toimittamatta:|palautettu viesti\b"
    r"|(?:går inte att|kan inte) leverera(?:s)?:|olevererbart:|oleverat)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver(?:able|ed)|deliver(?:y|ing) (?:status|fail|problem|error|notif|incomplete|has)"
    r"|delivery of .{0,60}fail|returned (?:mail|to sender|message)|mail delivery|failure notice"
    r"|mail failure"
    r"|(?:could|can)(?:not|n't| not) (?:be )?(?:deliver|send|sent)|not delivered"
    r"|non[- ]?delivery|bounced"
    r"|mail (?:error|system error)|user unknown|message status - undeliverable|fehlgeschlagen"
    r"|unzustellbar"
    r"|(?:ei voitu|ei voida|epäonnistui).{0,40}|palautettu viesti|toimitus.{0,20}epäonnistu"
    r"|toimittamatta"
    r"|(?:kunde inte|kan inte|går inte att) lever|olever(?:bart|erat)"
    r"|leverans\w* .{0,30}misslyckad|misslyckades"
    r"|no se (?:ha )?pudo entregar|non recapitat|échec de|onbestelbaar|não entregue"
    r"|kan ikke leveres|mail (?:was )?(?:rejected|blocked)|leveransfel|bounce\b|ei voi toimittaa"
    r"|недоставлен|не доставлен|退信",
    re.IGNORECASE,
)
BODY = re.compile(
    r"(?:could|can|was|were|has|have|is)(?: ?not|n't"
    r"| not) (?:yet )?(?:be(?:en)? )?(?:able to )?(?:be )?(?:deliver|reach|sent|process|found)"
    r"|unable to (?:be )?(?:deliver|relay|route|send)|wasn't able to deliver|undeliver(?:able"
    r"|ed)|was undeliverable"
    r"|did not reach (?:some|the|all|one|your|its)|permanent (?:fatal )?(?:error|fail)"
    r"|delivery (?:to|of|has|for|attempt).{0,80}fail"
    r"|(?:failed|error) (?:permanently|recipient|address)|following (?:address|recipient|user"
    r"|mail).{0,80}(?:fail|error|reject|unknown|not|deliver)"
    r"|user unknown|unknown (?:user|recipient|local|address|or illegal)|no such (?:user"
    r"|recipient|mailbox|address|person|local|account|domain)"
    r"|mailbox (?:is )?(?:full|exceed|unavailable|not found|disabled|quota)|(?:over|exceed\w*) (?:the "
    r"|its |their )?(?:disk |storage )?quota"
    r"|(?:recipient|address|account|user|mailbox).{0,40}(?:rejected|unknown|does not exist"
    r"|doesn't exist|not (?:found|exist|listed)|disabled|inactive)"
    r"|returned (?:to you|to sender|your mail)|mail (?:could not|cannot) be|giving up|bounced"
    r"|host (?:or domain name )?not found|(?:message|mail)(?: to \S{3,200})? (?:was|has been)"
    r" (?:rejected|blocked|returned|refused)|relaying denied|relay access denied"
    r"|\b5\d\d[ -](?:#?5\.\d{1,3}\.\d{1,3}|[A-Za-z])|\b5\.\d\.\d{1,3}\b"
    r"|(?:ei voitu|ei voida|epäonnistui)\b.{0,60}|vastaanottajaa ei (?:löy|ole)"
    r"|postilaatikko on täynnä|osoitetta ei (?:löy|ole)"
    r"|(?:kunde|kan|gick|går) inte (?:att )?(?:lever|hitta|skicka|nå)|levererades inte"
    r"|mottagaren (?:finns|hittades) inte|brevlådan är full"
    r"|(?:konnte|kann) nicht (?:zugestellt|übermittelt)|nicht zugestellt|n'a pas (?:pu|été)"
    r"|no se (?:ha )?pud|non è stato possibile|kunne ikke leveres|kon niet worden",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"warning message only|do not need to resend|will (?:keep|continue) (?:on )?trying"
    r"|will be retried|delayed|still (?:trying|undelivered|being retried)"
    r"|could not be delivered for more than|not yet been delivered|will try again|viivästyn"
    r"|fördröj|försenad",
    re.IGNORECASE,
)
COPY_BEGINS = re.compile(
    r"(?m)^[ \t>|]{0,6}(?:-{2,}.{0,60}(?:copy|original|returned|unsent|message (?:follows"
    r"|header)|headers|transcript of original|kopia|kopio|ursprungl|alkuper).{0,80}"
    r"|(?:received|return-path|mime-version|x-[\w-]{2,40}|dkim-signature):\s.{0,300}"
    r"|(?:original|your original|the original|unsent) message (?:headers?|follows|text|is"
    r"|was(?! received)).{0,80}|the (?:text|header|first).{0,40}(?:original|message).{0,80})$",
    re.IGNORECASE,
)
# Nothing here may be tried twice: '++' and its like keep hostile text from costing seconds.
ADDRESS = re.compile(
    r"(?:mailto:|rfc822;\s?)?([\w.!#$%&'*+/=?^`{|}~-]{1,64}+"
    r"@(?:[\w-]{1,63}+\.(?=\w)){1,8}+[A-Za-z][\w-]{1,62}+)(?!\.?@)"
)
ALONE = re.compile(
    r"[ \t>*|\"'-]{0,8}(?:(?:to|recipient|address|e-?mail|user|mailbox|for|failed recipient"
    r"|vastaanottaja|mottagare|rcpt to|final-recipient"
    r"|original-recipient)\s?:?\s*(?:rfc822;)?\s*)?"
    r"[<\"'(\[]{0,3}(?:mailto:)?([\w.!#$%&'*+/=?^`{"
    r"|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})"
    r"(?:<mailto:[^>]{1,200}>)?[>\"')\]]{0,3}\s*(?:$|[:;,.…]"
    r"|\.\.\.|\(|- |-{2}|\s{2,}|is |was |on |failed|unknown)",
    re.IGNORECASE,
)
NEAR = re.compile(
    r"(?:to|recipients?|address(?:es)?|user|mailbox|account|for|rcpt to|said|addressed to|reach"
    r"|vastaanottaja\w*|osoite\w*|mottagare\w*|till)\b[\s:;=<\"'(]{1,6}"
    r"(?:mailto:)?([\w.!#$%&'*+/=?^`{|}~-]{1,64}+"
    r"@(?:[\w-]{1,63}+\.(?=\w)){1,8}+[A-Za-z][\w-]{1,62}+)",
    re.IGNORECASE,
)
MESSAGE_ID_LINE = re.compile(r"(?im)^[ \t>|]{0,6}message-id:\s{0,3}(<[^<>\s]{3,500}>)")
TO_LINE = re.compile(
    r"(?im)^[ \t>|]{0,6}(?:to|apparently-to|x-original-to):[ \t]{0,10}([^\n]{3,500})$"
)
PERMANENT = re.compile(
    r"permanent|user unknown|unknown (?:user|recipient|address|local)|no such (?:user|recipient|mailbox)"
    r"|does(?: not|n't) exist|not (?:found|listed) (?:in|at)|given up|ei (?:ole olemassa|löydy)|hittades inte"
    r"|finns inte",
    re.IGNORECASE,
)
