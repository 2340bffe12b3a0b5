"""What the generated mails say, in three languages: plain material, chosen from by a seed."""

SENTENCES = {
    "fi": (
        "Keittiön hana vuotaa ja lattialle on jo tullut vettä.",
        "Voisitteko tulla katsomaan tilannetta vielä tällä viikolla?",
        "Liitteenä on kuvia kohteesta sekä edellisen käynnin raportti.",
        "Pyydämme tarjousta kylpyhuoneen remontista, pinta-ala on noin 6,5 m².",
        "Tarvitsisimme myös sähkötyöt ja lämmönvaihtimen vaihdon.",
        "Avain on talonmiehellä arkisin klo 8–16, puhelin 040 123 4567.",
        "Lasku on mielestämme liian suuri, työtunteja oli sovittu kahdeksan.",
        "Milloin työ voisi alkaa ja kuinka kauan se kestää?",
        "Edellinen asentaja kävi täällä viime maanantaina, mutta vika ei poistunut.",
        "Ystävällisesti ilmoittakaa, kun varaosat ovat saapuneet.",
    ),
    "sv": (
        "Kranen i köket läcker och det har redan kommit vatten på golvet.",
        "Kan ni komma och titta på det ännu den här veckan?",
        "Bifogat finns bilder och rapporten från förra besöket.",
        "Vi ber om en offert på renovering av badrummet, ungefär 6,5 m².",
        "Vi behöver också elarbeten och byte av värmeväxlaren.",
        "Nyckeln finns hos fastighetsskötaren vardagar kl. 8–16.",
        "Fakturan är enligt oss för hög, vi kom överens om åtta timmar.",
        "När kan arbetet börja och hur länge tar det?",
        "Montören var här i måndags men felet finns kvar.",
        "Meddela gärna när reservdelarna har kommit.",
    ),
    "en": (
        "The kitchen tap is leaking and there is water on the floor already.",
        "Could you come and have a look later this week?",
        "Please find attached some photos and the report of the last visit.",
        "We would like a quote for renovating the bathroom, about 6.5 m².",
        "We also need some electrical work and a new heat exchanger.",
        "The caretaker has the key on weekdays from 8 to 4 – please call first.",
        "We think the invoice is too high, eight hours had been agreed.",
        "When could the work begin and how long will it take?",
        "The fitter was here last Monday but the fault is still there.",
        "Kindly let us know when the spare parts have arrived.",
    ),
}
SUBJECTS = {
    "fi": ("Hana vuotaa", "Tarjouspyyntö", "Lasku 20418", "Lämpö ei riitä", "Avaimen nouto"),
    "sv": ("Kranen läcker", "Offertförfrågan", "Faktura 20418", "Värmen räcker inte", "Nyckeln"),
    "en": ("Leaking tap", "Request for a quote", "Invoice 20418", "Heating is weak", "The key"),
}
GREETINGS = {"fi": "Hei,", "sv": "Hej,", "en": "Hello,"}
CLOSINGS = {"fi": "Ystävällisin terveisin", "sv": "Med vänlig hälsning", "en": "Best regards"}
WROTE = {
    "fi": "{day}.3.2026 klo 14.05 {name} kirjoitti:",
    "sv": "Den {day} mars 2026 kl. 14:05 skrev {name}:",
    "en": "On {day} Mar 2026, at 14:05, {name} wrote:",
}
REPLY = {"fi": "VS", "sv": "SV", "en": "Re"}
AWAY = {
    "fi": ("Automaattinen vastaus", "Olen lomalla ja palaan töihin 7.4. Soittakaa vaihteeseen."),
    "sv": ("Autosvar", "Jag är på semester och är tillbaka den 7 april. Kontakta växeln."),
    "en": ("Automatic reply", "I am out of the office until 7 April. Please call the switchboard."),
}
FIRST = ("Liisa", "Antti", "Päivi", "Jörgen", "Åsa", "Björn", "Emma", "Oliver", "Säde", "Henrik")
LAST = ("Peltola", "Mäkelä", "Sjögren", "Öhman", "Virtanen", "Lindqvist", "Walker", "Hämäläinen")
FIRMS = ("peltola-talot", "brf-kyrkbacken", "makela", "walker-and-sons", "lindqvist", "tuulimylly")
