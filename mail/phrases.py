"""Words that mail programs write around a person's own, in Finnish, Swedish, English and the rest.

Only tables and the patterns built from them; every pattern is meant for one line of at most 1,000
letters.
"""

import re

HEADER_LABELS: dict[str, str] = {
    "from": "From|Lähettäjä|Från|Avsändare|Fra|Afsender|Avsender|Von|Absender|De|Expéditeur"
    "|Remitente"
    "|Remetente|Da|Mittente|Van|Afzender|Od|Nadawca|Odesílatel|Odosielateľ|Feladó|Saatja|Kimden"
    "|Gönderen|От|Отправитель|Від|Відправник|De la|Expeditor|Šalje|Pošiljatelj|Nuo|Nga|Από"
    "|差出人|送信者|发件人|寄件者|보낸 사람",
    "date": "Date|Sent|Lähetetty|Lähetysaika|Päivämäärä|Päiväys|Päivä|Pvm|Aika|Skickat|Skickades"
    "|Datum|Sendt"
    "|Dato|Gesendet|Gesendet am|Envoyé|Envoyé le|Fecha|Enviado|Enviado el|Enviada em|Enviado em"
    "|Data"
    "|Inviato|Data invio|Verzonden|Wysłano|Data wysłania|Odesláno|Odoslané|Dátum|Elküldve|Kuupäev"
    "|Saadetud|Poslano|Tarih|Gönderme Tarihi|Gönderildi|Дата|Отправлено|Надіслано|Trimis|Dată"
    "|Sent at|Date sent|送信日時|日付|日時|发送时间|日期|寄件日期|날짜|보낸 날짜",
    "to": "To|Vastaanottaja|Vastaanottajat|Saaja|Kenelle|Till|Mottagare|Til|An|Empfänger|À"
    "|Destinataire"
    "|Para|Destinatario|Destinatário|A|Aan|Do|Adresát|Komu|Pro|Címzett|Kellele|Kime|Alıcı|Кому"
    "|Către"
    "|Pentru|Prima|Za|Kam|宛先|收件人|받는 사람",
    "cc": "Cc|Kopio|Kopia|Kopi|Kopie|Copie|Copie à|Copia|Cópia|CC|DW|Kopija|Másolat|Másolatot kap"
    "|Koopia|Bilgi|Копия|Копія|抄送|副本|참조",
    "subject": "Subject|Aihe|Otsikko|Ämne|Emne|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Temat"
    "|Tárgy|Teema|Předmět|Predmet|Konu|Тема|Subiect|Naslov|Re|件名|主题|主旨|제목",
    "reply-to": "Reply-To|Reply To|Vastausosoite|Svara till|Svar till|Svar til|Antwort an"
    "|Répondre à|Responder a|Rispondi a|Antwoord aan|Odpověď na|Yanıtla|Ответить на|Vastaus",
    "other": "Attachments|Liitteet|Bilagor|Anhänge|Pièces jointes|Importance|Tärkeys|Prioritet"
    "|Priority|Wichtigkeit|Sensitivity|Bcc|Piilokopio|Hemlig kopia",
}
_KIND_OF = {
    word.casefold(): kind for kind, words in HEADER_LABELS.items() for word in words.split("|")
}
_LABEL = re.compile(
    r"[*_ \t]{0,4}([^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,2})[*_]{0,2}[ \t]?[:：]"
    r"[*_]{0,2}[ \t]*(.*)"
)


def label_of(line: str) -> tuple[str, str] | None:
    """('from', 'Ville <v@example.com>') of a line that starts with a mail header's label."""
    if ":" not in line and "：" not in line:
        return None
    found = _LABEL.match(line[:1_000])
    kind = _KIND_OF.get(found[1].strip().casefold()) if found else None
    return (kind, found[2].strip().rstrip("*").strip()) if found and kind else None


WROTE = re.compile(
    r"(?:\b(?:wrote|writes|kirjoitti|kirjoittaa|skrev|skreiv|schrieb|schreef|escribió|escribio"
    r"|escreveu"
    r"|ha scritto|a écrit|a ecrit|a scris|kirjutas|írta|napisał|napisała|napisał\(a\)|napsal"
    r"|napsala"
    r"|napsal\(a\)|napísal|napísala|napisao|napisala|je napisao|yazdı|yazmış|rašė|rakstīja|написал"
    r"|написала|написал\(а\)|pisze|píše|пишет|писал|пише|написав|viết|έγραψε|כתב)(?!\w)|写道|書きました|작성)",
    re.IGNORECASE,
)
ATTRIBUTION_START = re.compile(
    r"\s*(?:\*?On|Am|Le|El|Il|Den|Op|Em|At|W dniu|Dnia|Dne|Dňa|V|U|Vào|Kl|Klo|Em|Pe"
    r"|ma|ti|ke|to|la|su|mån|mon|tis|ons|tors|tor|fre|lör|sön|mandag|tirsdag|onsdag|torsdag|fredag"
    r"|(?:maanan|tiis|tors|perjan|lauan|sunnun)tai\w*|keskiviik\w*|mån\w*|tis\w*|ons\w*|tors\w*"
    r"|fre\w*"
    r"|lör\w*|sön\w*|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|\d{1,4}[./-]"
    r"|\d{1,2}\s)(?!\w{3})",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<![\d])(?:19|20)\d\d(?!\d)|\b\d{1,2}[./]\d{1,2}[./]\d{2}\b")
CLOCK = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}[.:h]\d{2}(?!\d|\.\d{4})")
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]{1,80}@[^\s<>()\[\]\",;:]{1,120}")
ENDS_WITH_ADDRESS = re.compile(
    r"[<(\[](?:mailto:)?[^\s<>()\[\]@]{1,80}@[^\s<>()\[\]@]{1,120}[>)\]]\s*[:：]$"
)
QUOTING = re.compile(r"\s*(?:Quoting|Lainaus|Citerar|Zitat von|Citando|Quoting by)\b.{0,200}:\s*")

_DASHES = r"[-_=*~\u2010-\u2015>\s]{2,60}"
_ORIGINAL = (
    r"Original[- ]Message|Alkuperäinen viesti|Alkuperäinen sähköposti|Ursprungligt meddelande"
    r"|Originalmeddelande|Ursprungligt mejl|Ursprüngliche Nachricht|Originalnachricht"
    r"|Message d['’]origine"
    r"|Message original|Mensaje original|Messaggio originale|Oorspronkelijk bericht"
    r"|Oprindelig meddelelse"
    r"|Oprindelig besked|Opprinnelig melding|Mensagem original|Wiadomość oryginalna"
    r"|Oryginalna wiadomość|Původní zpráva|Originální zpráva|Pôvodná správa|Eredeti üzenet"
    r"|Algne sõnum"
    r"|Orijinal mesaj|Исходное сообщение|Пересылаемое сообщение|Original Appointment|Reply Message"
)
_FORWARDED = (
    r"Forwarded (?:Message|mail|by)[^-\n]{0,80}|Välitetty viesti|Edelleenlähetetty viesti"
    r"|Välitetty sähköposti|Vidarebefordrat (?:meddelande|brev|mejl|e-postmeddelande)"
    r"|Vidarebefordrad e-post|Weitergeleitete Nachricht|Message transféré|Message transmis"
    r"|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd bericht|Videresendt (?:meddelelse"
    r"|melding|besked)"
    r"|Mensagem encaminhada|Wiadomość przekazana dalej|Treść przekazanej wiadomości"
    r"|Přeposlaná zpráva|Preposlaná správa|Továbbított (?:üzenet|levél)|Edastatud (?:sõnum|kiri)"
    r"|İletilen (?:mesaj|ileti)|Пересланное сообщение|Переслане повідомлення|Mesaj redirecționat"
    r"|Proslijeđena poruka|Anfang der weitergeleiteten (?:Nachricht|E-Mail)"
)
_BEGIN_FORWARDED = (
    r"Begin forwarded message|Alkuperäinen viesti alkaa|Välitetty viesti alkaa|Edelleenlähetetty viesti alkaa"
    r"|Vidarebefordrat (?:brev|meddelande|mejl)(?: börjar)?|Vidarebefordrat brev"
    r"|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du (?:message|courriel"
    r"|mail) (?:transféré|réexpédié)"
    r"|Inicio del mensaje reenviado|Início da mensagem (?:re)?encaminhada"
    r"|Inizio messaggio inoltrato"
    r"|Begin doorgestuurd bericht|Start på videresendt (?:besked|meddelelse)|Videresendt melding"
    r"|Początek przekazywanej wiadomości|Začátek přeposílané zprávy|Začiatok preposlanej správy"
    r"|Továbbított levél kezdete|İleti başlangıcı|İletilen ileti başlangıcı"
    r"|Начало переадресованного сообщения|Початок листа, що пересилається"
    r"|Započni proslijeđenu poruku|Începutul mesajului redirecționat|Forwarded message"
)
ORIGINAL_LINE = re.compile(rf"{_DASHES}(?:{_ORIGINAL}){_DASHES}", re.IGNORECASE)
FORWARD_LINE = re.compile(
    rf"(?:{_DASHES}(?:{_FORWARDED}){_DASHES}|\s*(?:{_BEGIN_FORWARDED})\s*:)\s*", re.IGNORECASE
)
WROTE_DASHED = re.compile(r"\s*-{3,10} ?[^-].{3,300}? ?-{3,10}\s*")
WROTE_AND_TEXT = re.compile(
    r"[>)\]]\s(?:wrote|kirjoitti|skrev|schrieb|a écrit)\s?:\s{2,10}\S", re.IGNORECASE
)
"""An attribution whose quote begins on the same line, as Yahoo's phone program writes it."""
RULE = re.compile(r"\s*(?:_{8,}|-{8,}|={8,}|\*{8,}|\u2500{8,}|\u2014{4,})\s*")

FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|vl|vb|wg|tr|rv|i|enc|doorst|fs|pd|továbbítás|edasi"
    r"|ilt|пересл"
    r"|fwd|välitetty|edelleen|vidarebefordra[dt]|redir|res|转发|轉寄|転送)\s?(?:\[\d+\])?\s?[:：]\s*",
    re.IGNORECASE,
)
DANISH_FORWARD = re.compile(r"\s*vs\s?[:：]", re.IGNORECASE)
DANISH_HEADER = re.compile(
    r"(?m)^[>*_ \t]{0,6}Fra\*?\s?:.{0,300}\n[>*_ \t]{0,6}(?:Sendt|Dato|Til)\*?\s?:"
)
"""In Danish and Norwegian 'VS:' is a forward, in Finnish and Estonian a reply: the header tells."""
ANY_PREFIX = re.compile(
    r"\s*(?:re|sv|vs|aw|antw|ref|rif|odp|vá|res|atb|svar|vast|fwd?|vl|vb|wg|tr|rv|enc|i|pd)"
    r"\s?(?:\[\d+\])?\s?[:：]\s*",
    re.IGNORECASE,
)

_DEVICES = (
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|nokia|oneplus|xiaomi|pixel|sony|xperia|htc"
)
_APPS = (
    r"outlook|yahoo|proton|gmail|windows|mail\b|blackberry|e-post|sähköposti|aol|gmx|web\.de|spark"
)
_THINGS = (
    rf"(?:{_DEVICES}|{_APPS}|puhelime|matkapuhelime|mobiili|laittee|tableti|phone|mobil|tablet)"
)
DEVICE_LINE = re.compile(
    r"\s*[*_<\[(]{0,2}(?:"
    r"Sent from my\b.{0,80}"
    rf"|Sent (?:from|via|with|using|by)\b.{{0,40}}{_THINGS}.{{0,60}}|Get (?:Outlook|BlueMail"
    rf"|TypeApp) for .{{0,80}}"
    r"|Sent (?:from|via|with|using) (?:Mail|Front|Superhuman|Airmail|Missive|Mailspring"
    r"|myMail).{0,60}"
    rf"|Lähetetty\b.{{0,40}}{_THINGS}.{{0,60}}|(?:Hanki|Hae|Lataa) Outlook\b.{{0,80}}"
    rf"|(?:Skickat|Skickad|Skickades|Sänt) (?:från|med|via|av)\b.{{0,40}}{_THINGS}.{{0,60}}"
    r"|(?:Hämta|Skaffa) Outlook\b.{0,80}|Laden? Sie Outlook\b.{0,80}"
    r"|Holen Sie sich Outlook\b.{0,80}"
    rf"|(?:Von|Gesendet)\b.{{0,40}}{_THINGS}.{{0,30}}(?:gesendet)?.{{0,20}}"
    rf"|(?:Envoyé|Enviado|Enviada|Inviato|Sendt|Verzonden|Wysłane|Odesláno|Odoslané|Saadetud"
    rf"|Küldve)"
    rf"\b.{{0,40}}{_THINGS}.{{0,60}}|(?:Отправлено|Надіслано) (?:с|из|з)\b.{{0,80}}"
    r")[*_>\])]{0,2}\s*",
    re.IGNORECASE,
)

_CLOSINGS = (
    r"(?:with )?(?:best|kind|kindest|warm|warmest|many)? ?regards|best(?: wishes)?|all the best"
    r"|cheers"
    r"|thanks(?: and regards| in advance| again| a lot| so much| for your help)?"
    r"|thank you(?: very much)?"
    r"|many thanks|thx|sincerely(?: yours)?|yours(?: sincerely| faithfully| truly)?|respectfully"
    r"|cordially|br|rgds|kr|with (?:best|kind|warm) regards"
    r"|(?:\w{3,20}(?:in|än|en)? )?(?:\w{0,15})terveisin|terveisiä|terv|terkuin|t|tv|yt|y\.t"
    r"|yst\.? ?terv"
    r"|kiitos(?: etukäteen| avusta| paljon)?|kiittäen|kiitoksin|kunnioittaen|ystävällisesti"
    r"|(?:med )?(?:vänlig|vänliga|bästa|varma|hjärtliga) hälsning(?:ar|en)?|vänligen"
    r"|hälsning(?:ar)?"
    r"|hälsn|m\.?v\.?h|vh|med hälsning|tack(?: på förhand| så mycket)?|hälsar"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|mfg|(?:viele|freundliche|beste|liebe) gr(?:ü"
    r"|ue)(?:ß|ss)e"
    r"|lg|vg|(?:bien )?cordialement|salutations|saludos|un saludo|atentamente|cordiali saluti"
    r"|distinti saluti|met vriendelijke groet(?:en)?|groet(?:en)?|mvg|med ven+lig hilsen"
    r"|(?:vennlig )?hilsen"
    r"|pozdrawiam|z poważaniem|atenciosamente|cumprimentos|abraços|lugupidamist|tervitades"
    r"|с уважением"
)
CLOSING = re.compile(
    rf"\s*(?:{_CLOSINGS})(?:\s*[/|]\s*(?:{_CLOSINGS}))?\s*[,.!:/-]{{0,3}}\s*", re.IGNORECASE
)
CLOSING_WITH_NAME = re.compile(
    rf"\s*(?i:{_CLOSINGS})\s*[,.:/!-]{{0,2}}\s+((?:[A-ZÅÄÖÉÜ][\w'’.-]*)(?:[ &]+(?:[A-ZÅÄÖÉÜ]"
    rf"|ja |och |and |von |af )[\w'’.-]*){{0,3}})\s*[.!]?\s*"
)
WEAK_CLOSING = re.compile(r"\s*(?:kiitos|tack|thanks|thank you|best|t|i|cheers)\b", re.IGNORECASE)

DISCLAIMER = re.compile(
    r"\s*[*_(\[]{0,3}(?:"
    r"(?:this|the) (?:e-?mail|message|communication|transmission|information)\b.{0,250}\b"
    r"(?:confidential|privileged|intended (?:only|solely|recipient|for)|disclos|virus)"
    r"|(?:the )?information (?:contained |transmitted )?(?:in|by) this (?:e-?mail|message)"
    r"|confidentiality (?:notice|note)|legal (?:notice|disclaimer)|disclaimer\b"
    r"|e-?mail disclaimer|privileged and confidential"
    r"|(?:please|kindly)? ?(?:consider|think of|think about) the environment|virus-?free\b"
    r"|this (?:e-?mail|message) (?:has been|was) (?:checked|scanned|sent to)"
    r"|(?:tämä|tässä) (?:sähköposti|viesti|sähköpostiviesti)\w*\b.{0,250}\b(?:luottamuksel"
    r"|tarkoitettu|salassa)"
    r"|(?:tämän )?(?:sähköpostin|sähköpostiviestin|viestin) (?:ja|tai|sisältö|tiedot"
    r"|sisältämä)\b.{0,250}\b(?:luottamuksel|tarkoitettu|salassa)"
    r"|luottamuksellisuusilmoitus|vastuuvapauslauseke|(?:ajattele|säästä"
    r"|säästäkää) (?:ympäristöä|luontoa|paperia)"
    r"|(?:detta|det här|informationen i detta) (?:e-?post|e-postmeddelande|meddelande|mejl"
    r"|mail)\w*\b.{0,250}\b(?:konfidentiel|avse|sekretess|förtrolig|privileg)"
    r"|sekretess(?:meddelande|information)|tänk på miljön|innan du skriver ut"
    r"|(?:diese|die) (?:e-?mail|nachricht)\b.{0,250}\b(?:vertraulich|bestimmt)"
    r"|(?:ce|le) (?:message|courriel|mail)\b.{0,250}\bconfidentiel"
    r"|(?:este|el presente) (?:mensaje|correo)\b.{0,250}\bconfidencial"
    r")",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"\s*[*\[(]{0,3}(?:caution|warning|external|externt|ulkoinen|huom|obs|varning"
    r"|varoitus)\b.{0,20}[:!\]-].{0,400}",
    re.IGNORECASE,
)
BANNER_WORDS = re.compile(
    r"outside (?:of )?(?:the|your|our)|external (?:sender|source|e-?mail)|ulkopuolelta"
    r"|utanför (?:din|vår)|extern avsändare",
    re.IGNORECASE,
)
LIST_FOOTER = re.compile(
    r"mailing list|unsubscribe|lists?\.|listinfo|google groups|peruuta tilaus"
    r"|avsluta prenumeration",
    re.IGNORECASE,
)
