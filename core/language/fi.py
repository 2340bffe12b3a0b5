"""Finnish words: standard, inflected and spoken. Data only; `_` joins a phrase, `*` any ending."""

WEEKDAYS = (
    "ma maanantai* maanatai* manantai*",
    "ti tiistai* tiista tistai*",
    "ke keskiviikko* keskiviiko* keskari*",
    "to torstai* torsta",
    "pe perjantai* perjanta perjantas",
    "la lauantai* lauanta lauvantai*",
    "su sunnuntai* sunnunta",
)
MONTHS = (
    "tammikuu*", "helmikuu*", "maaliskuu*", "huhtikuu*", "toukokuu*", "kesäkuu*",
    "heinäkuu*", "elokuu*", "syyskuu*", "lokakuu*", "marraskuu*", "joulukuu*",
)  # fmt: skip

DAYS = {
    0: "tänään tänää tänäpäivänä tänä_päivänä tään tämänpäiväi* tän_päivän tänpäiväi* tänäaamuna "
    "tänä_aamuna tämän_päivän tänään_aamulla tänä_iltana",
    -1: "eilen eile eilinen eilisen eilise* eilisel* eilistä eilisiä eiliset eilisil* eillen "
    "eilisiltä eilispäivä* eilis*",
    -2: "toissapäivä* toissapäivänä toissapäivän toispäivä* toissapäiväi* toissa edellispäivänä",
    1: "huomenna huomenaamu* huomeniltana huomen huomenn huomiseksi huomiselle huomisen huominen "
    "huomis*",
    2: "ylihuomenna ylihuomen ylihuomiseksi ylihuomis*",
}

TAILS = {
    "BREAK": "tauko taukoa taukoo taukoja tauot tauon tauolla ruokis ruokista",
}
"""Endings of compounds that mean the same whatever stands before."""

TAGS = {
    "LAST": "viime viimes viimeisen viimeviikon edellis* mennee* menny* kulunee*",
    "LASTWEEK": "viimeviikolla viimeviikon viime_viikolla viime_viikon viime_viikko "
    "viime_viikolta viimeviikolta viime_vko viime_vkon viime_vkolla",
    "NEXT": "ensi ens seuraava* tuleva* tulevan",
    "THIS": "tämä tämän tän tällä tältä tässä tässä tää tänä kuluva* tätä tähän",
    "WEEK": "viikkotunnit viikkotuntini "
    "viikkoni viikko viikon viikolla viikolta viikkoa viikko viikos viikol vko vkon "
    "vkolla vk "
    "viikonko viikolle viikolle viikolt",
    "MONTH": "kuukausitunnit kuukausituntini "
    "kuu kuun kuussa kuukausi kuukauden kuukaudessa kuukaudelta kuulta kuus kuuta kk",
    "YEAR": "vuosi vuonna vuoden vuotta vuodessa",
    "DAYWORD": "päivä päivää päivänä päivän pv päiviä päivii",
    "AGO": "sitten sit aiemmin",
    "WEEKEND": "viikonloppu* vkl vklp viikonloppuna vkloppu*",
    "NIGHT": "yö yöllä yönä yön yöl yövuoro* yöpäivystys* yöks yövuoros yökeik* yötä yötyö*",
    "LASTNIGHT": "viime_yö viime_yönä viime_yön viimeyö viimeyönä viime_yöks viimeyönä",
    "BETWEEN": "välisenä välinen välisen välillä vastaisena",
    "EVENOF": "vastaisena vastainen vastaisen",
    "FUZZYDAY": "alkuviikosta alkuviikolla alkuviikon loppuviikosta loppuviikolla loppuviikon "
    "viikon_alussa viikon_lopussa alkukuusta loppukuusta kuun_alussa kuun_lopussa "
    "keskiviikon_tienoilla parina_päivänä yhtenä_iltana muutama_päivä_sitten pari_viikkoa_sitten "
    "viime_kesänä kesällä talvella keväällä syksyllä jouluna viime_jouluna "
    "pääsiäisenä juhannuksena viime_talvena viime_keväänä viime_syksynä yhtenä_päivänä "
    "joku_päivä jonain_päivänä tässä_yks_päivä taannoin tuonnoin "
    "tässä_taannoin yks_päivä toissaviikolla jokin_aika_sitten joskus",
    "DAYPART": "aamulla aamul aamusella aamusel aamuna aamu aamun aamupäivä* aamupv iltapäivä* "
    "illalla illal iltana ilta illan aamusta aamust päivällä päiväl ap ip iltasella",
    "MORNING": "aamulla aamul aamusella aamusel aamuna aamu aamun aamupäivällä aamusta",
    "EVENING": "illalla illal iltana ilta illan iltasella iltapäivällä ip",
    "HOUR": "tunti tunniksi tunniks tuntia tunnin tuntii tunnit tunnis tuntiin tunnissa tuntiaki "
    "tunteja tuntinen "
    "tutnia tuntai h t tuntihomma tuntin",
    "MINUTE": "minuutti minuuttia minuutin min minsaa minsan minsat minsa minuuttii minuutti* mins "
    "minaa mint",
    "QUARTER": "neljännestunti neljännestuntia neljännestunnin neljännes "
    "vartti varttia vartin varttii vartti* vartiks varttitunti varttituntia",
    "HALF": "puoli puol puolen puolta puolesta puolelta puoleen puole",
    "HALFHOUR": "puolituntia puolituntinen puolitunti puolituntii puoltuntia puoltunti puoltuntii "
    "puolitunnin puolentunnin puolituntisen puolisen_tuntia puolisentoista puoltuntinen",
    "ONEHALF": "halvannen halvanen puolitoista puoltoista puoltoist puolentoista puolitoist "
    "puolisentoista "
    "puolenteista puolestoista",
    "PAIR": "pari paria parin parisen pariin pariki",
    "FEW": "muutama muutaman muutamia muutamaa muutaman useita useampi useamman monta moni "
    "jokunen jonkun jokusen",
    "WHOLEDAY": "koko_päivä koko_päivän koko_pv kokopäivä kokopäivän kokopäiväi* koko_päivä* "
    "täysi_päivä täyden_päivän puoli_päivää puolipäivää puol_päivää puoli_päivä puolikas_päivä "
    "päivän_verran koko_aamupäivä* koko_iltapäivä* koko_illan loppupäivän koko_yön koko_yö "
    "puolen_päivän puolenpäivän koko_vuoro täys_päivä päivän_homma päivän_keikka",
    "ABOUT": "noin n suunnilleen arviolta reilu reilut reilun runsas runsaat runsaan vajaa vajaat "
    "vajaan joku melkein jotain jotakuinkin suurinpiirtein suurin_piirtein karkeasti about n. "
    "reippaat hyvinkin",
    "CLOCK": "klo kello kellon",
    "UNTIL": "saakka asti",
    "FROM": "alkaen lähtien eteenpäin",
    "PAST": "yli",
    "BEFORE": "vaille vailla vaile",
    "NOON": "puoliltapäivin puoleenpäivään puolipäivä puolestapäivästä puolilta_päivin "
    "puoleen_päivään puolestapäivin keskipäivä* keskipäivään keskipäivällä",
    "MIDNIGHT": "puoliyö puoleenyöhön puolenyön puoliltaöin keskiyö* puoliyöhön puolillta_öin",
    "EACH": "suuntaansa suuntaan per_suunta molempina molemmat molemmille molemmissa molemmilla "
    "molempiin molempia molemmis "
    "kummallakin kummassakin kummallekin kumpanakin kumpikin kummankin kummaltakin kumpaankin "
    "per_päivä per_pv /päivä /pv päivässä kullakin kullekin kunakin joka_päivä joka_pv "
    "jokaisena jokaiselle "
    "jokaisella jokainen kukin kummallaki kummasaki päivittäin päivältä per_naama per_asiakas "
    "per_kohde jokaisessa per_nuppi mieheen per_mies",
    "AND": "ja sekä & plus + ynnä",
    "THEN": "viimeseks viimeiseksi "
    "sitten sit sen_jälkeen jonka_jälkeen lopuks lopuksi loppupäivä ensin eka jälkeen",
    "OR": "vai tai",
    "BREAK": "ruoka tauko taukoa taukoo tauot taukoja taukojen tauon tauolla ruokis ruokkis "
    "ruokkista "
    "ruokista ruokiksen "
    "ruokatauko* ruokatunti ruokatunnin kahvitauko* kahvitauo* kahvi kahvit kahvia kahviteltiin "
    "kahvin lounas lounaan lounasta lounastauko* lounastunti tauko* ruokailu* kahvitaukoo "
    "ruokatauo* lounastauo* ruokaa evästauko* tauoi* taukoi*",
    "MINUS": "miinus miinuksena siitä josta siit pois vähennet* vähennä poislukien pl mistä",
    "NOBREAK": "ilman_taukoja ilman_taukoa ei_taukoja ei_taukoa ei_taukoo ilman_ruokista "
    "ei_ruokista ilman_ruokatauko* ei_ruokatauko* ilman_lounasta ei_lounasta tauotta "
    "ilman_kahvi* ei_pidetty_taukoa en_pitänyt_taukoa taukoja_ei_ollut ei_tauko* ilman_tauko* "
    "en_pitäny_taukoo ei_kahvi* taukoa_ei_pidetty taukoa_ei ilman_mitään_taukoja en_pitäny_taukoa",
    "NOTBILL": "ei_laskua ei_laskuteta ei_laskutettava* ei_veloiteta ei_veloitus* älä_laskuta "
    "älä_veloita ei_laskutus* veloituksetta veloitukseton ilmainen ilmaiseksi ilmaseks ilmatteeksi "
    "laskuttamatta veloittamatta takuuseen takuuna ei_laskuun ei_laskulle maksutta maksuton "
    "maksutonta ei_oo_laskutettava* ei_ole_laskutettava* ei_tartte_laskuttaa ei_tarvitse_laskuttaa "
    "ei_saa_laskuttaa en_laskuta ei_peritä ilman_laskua ilman_veloitusta ei_laskutus ei_laskutusta "
    "ei_pidä_laskuttaa emme_laskuta ei_kuulu_laskuttaa ei_voi_laskuttaa ei_makseta "
    "ei_ollu_laskutettava* ei_ollut_laskutettava* veloituksetonta laskuttamaton* ei_laskuteta*",
    "BILL": "laskutettava* laskutettavaa laskutetaan laskuta laskutus laskutetta* veloitetaan "
    "veloitettava* laskulle laskuun veloita laskuttaa",
    "INTERNAL": "sisäinen sisäistä sisäisen sisäiset sisäisiä sisäisessä omaa_hallintoa hallinto "
    "hallintoa hallinnollis* toimistotyö* toimistohomm* toimistolla toimistopäivä konttorilla "
    "paperityö* paperihomm* viikkopalaveri* viikkopalsu* tiimipalaveri* koulutus koulutuksessa "
    "koulutusta varaston_siivous autonhuolto kehityskeskustelu* toimistolle hallinnon "
    "toimistotöitä henkilöstöpalaveri* toimistohommi* toimistohommia oma_toimisto",
    "NEG": "ei en eikä enkä älä emme eivät et ettei ette eip eikö enpä ei_kyllä äläkä",
    "NEVER": "peruutti perui perunut perui_ajan hukkaan en_ehtinyt en_ehtiny ei_ehditty "
    "en_käynyt en_käyny ei_oltu en_ollut en_ollu en_oo "
    "en_ole en_mennyt en_päässyt en_päässy ei_päästy jäi_käymättä jäi_tekemättä peruttu peruuntui "
    "peruutettu peruuntu siirtyi siirrettiin ei_tehty en_tehny en_tehnyt jäi_välistä unohtui "
    "käymättä tekemättä en_saanu en_saanut",
    "PLAN": "riittää riittäs riittäis riittäisi halunnu halunnut tarvinnu tarvinnut haluttais "
    "voiks voiksko voisko voisiks tarviin tarvis tarviis vaatii vaatis vaatisi sisällä "
    "menossa mennä mennään aion aiotaan aikoo aiottu meen menen mennään menee tuun tulen tuu "
    "tullaan tulee "
    "tulossa "
    "pitäis pitäisi pitää täytyy täytyis tarvii tarvitsee tarvitaan voisin voisi voin voidaan vois "
    "voiko voitko voitaisko ehtiikö ehdin ehdimme ehtis ehtisi haluaa haluais haluaisi haluavat "
    "toivottavasti toivon toivoo kunhan lähden lähen lähdetään lähetään suunnitel* suunnittel* "
    "sovittu sovitaan sovin sovittiin varattu varattiin varaa varaus arvioin arvio arvioitu "
    "arvion arvioidaan arviossa tarjous* tarjou* tarjottu tarjosin tarjotaan kustannusarvio* "
    "luulen luultavasti varmaan varmaankin kannattaa kannattais tulisi tulis tehdään tehään "
    "tarkoitus tarkotus jatkan jatketaan jatkuu jatkuis hoidan hoidetaan teen teemme käyn käydään "
    "käyään käymme oon_tulossa olen_tulossa olisi olis ollaan olen_menossa oon_menossa menossa "
    "aloitetaan aloitan_huomenna lupasin luvattu luvannut odottaa oottaa odota oota odottakaa "
    "oottakaa odotetaan jää nähdään nähään tavataan ensi_kerralla "
    "jatkossa vielä_jäljellä jäljellä jälellä loppuu valmistuu valmista kestää kestäis vie veis "
    "vienee kuluu kuluisi saapuu toimitetaan toimitus* toimitettu tilauksenne tilaus tilausnumero "
    "pyysi pyytää kysyi haluttiin tilaan sopiiko sopisko sopii lähden_tästä budjetoitu "
    "laskin_että pitäny pitänyt tarkottais tarjousta ehtii ehditään tehdä oletan oletettavasti "
    "oletus aikataulu* aikataulussa tuntiarvio* menisi menis veisi tapaaminen tapaamis* ajanvaraus "
    "tullaan_tekemään tekis tekisin tehtäis tehtäisiin lähtisin tulisin",
    "COND": "ellen ellet ellemme "
    "kuulemma kuulema tiettävästi ilmeisesti väittää väitti vissiin vissiinki "
    "jos ehkä mikäli kenties mahdollisesti saattaa saatan ehkäpä kai ellei",
    "STATE": "alkaa alkavat päättyy päättyvät valitti valittaa valittivat myöhästyttiin "
    "myöhästyin satoi sateli vesisade kaatosade "
    "myöhästyminen viivästys odotusta odottelua "
    "sanoi sano sanoo sanoivat "
    "tuntihinta tuntihinnat tuntiveloitus hintaa lasku laskun laskut avaimet avain "
    "lämmitys paketti sai_maksun saatiin_maksu auki suljettu kiinni avoinna aukiolo* aukeaa "
    "sulkeutuu "
    "menee_kiinni "
    "hinta hinnat maksaa hintaan astetta aste pakkasta plussaa paine paineet bar baari lämpötila "
    "lämpöä sataa sade tuulee sää "
    "parkissa myynnissä tarjouksessa alennus jäi jäivät saldo "
    "ovi_auki työaika aukioloajat katu tie kuja alv veroton toimitusaika summa erääntyy eräpäivä "
    "laskun_summa ruuhkassa jumissa myöhässä matkalla perillä paikalla pihassa ladattu "
    "yhteyttä arvonlisävero mennessä",
    "THING": "koodi ovikoodi porttikoodi avainkoodi pin puhelin puh numero osoite huone kerros "
    "rappu",
    "OTHERS": "mies miehen naapuri naapurin sähkömies putkimies timpuri maalari hän hänel* "
    "hänen hänkin he heidän heillä ne nuo toi tuo tuolla poika pojat "
    "harjoittelija* harkkari* kesäpoika kesätyöntekijä* kaveri kaverit kaverin työkaveri* äijät "
    "oppipoika apumies apurin apuri aliurakoitsija* alihankkija* vuokramies vaimo porukka pomo "
    "pomot kundit jätkät muut toiset muu_porukka sijainen asiakas",
    "ME": "mä minä mie mää itse ite minulla mulla me mun minun mul mulle minulle",
    "WITH": "kanssa kaa kans kera mukana kanss seurana apuna",
    "OFTEN": "yleensä aina joka_viikko usein normaalisti",
    "DID": "ollaan_tehty ollaan_oltu ollaan_käyty ollaan_ajettu ollaan_kirjattu ollaan_tehny "
    "tein olin kävin ajoin asensin korjasin vaihdoin siivosin hoidin maalasin rakensin "
    "purin tehtiin tehty tuli_tehtyä tuli tehtyä oltiin oli käytiin kävi meni mennyt menny kului "
    "vaihdettu asennettu korjattu huollettu huolsin kytkin kytketty viimeistelin siivottu mittasin "
    "mitattu hommia hommii keikka keikkaa keikalla homma hommaa hommissa töissä duunissa duunia "
    "töitä työtä työ tunnit_kirjattu kirjaa kirjaan kirjataan laita laitetaan merkkaa merkitse "
    "lisää kirjattu pistä merkkaan kirjasin vedin vedettiin painoin painettiin paiskin autoin "
    "neuvoin opastin istuin juttelin palaveri palaverissa kokous kokouksessa soittelin tapasin "
    "testasin testattu suunnittelua suunnittelin valmistelin kannoin kuljetin hain haettu "
    "toimitin tilasin selvitin tutkin etsin löysin tarkastin tarkistin säädin puhdistin pesin "
    "leikkasin luotasin päivitin ohjelmoin koodasin kirjotin kirjoitin piirsin konsultoin hioin "
    "tasoitin laatoitin eristin kaivoin hitsasin porasin ostin maksoin tankkasin haettiin jatkoin "
    "jatkettiin saatiin sain lopettelin viimeistely aherrettu aherrettiin raadoin väänsin "
    "väännettiin väsäsin touhusin puuhasin huhkin ahkeroin raksalla työmaalla kohteella kohteessa",
    "THIRD": "ollu "
    "oli teki kävi ajoi asensi korjasi vaihtoi siivosi hoiti maalasi huolsi painoi veti "
    "olivat tekivät kävivät on olleet ollut tehnyt käynyt olleet tehneet auttoi jatkoi jäi "
    "sano sanoi kerto kertoi soitti lähti tuli meni lupasi ilmoitti",
    "START": "aloitusaika aloitusajaks aloitusajaksi alotusaika alku alkuaika "
    "aloitin alotin aloitan alotan aloitettiin alotettiin alkoi_työt aloin aloitetaan_nyt "
    "aloita käynnistä käynnistän käyntiin päälle pyörimään käynnistit kello_käyntiin leimaa_sisään "
    "leimaan_sisään sisäänleimaus kirjaudun_sisään kirjaa_sisään sisään alottelin aloittelen "
    "hommat_käyntiin alotellaan aloitellaan aloitus startti starttaan startataan starttaa "
    "kellota kellotus_päälle aloitettu alotettu aloitti leimaa_mut_sisään",
    "STOP": "loppuaika lähdinki_jo lähdinkin_jo "
    "lopetusaika lopetusajaks lopetusajaksi loppumisaika pääsin_lähte* pääsinki_lähte* "
    "pääsinkin_lähte* valmista_tuli tuli_valmista "
    "lopetin lopetan lopetettu lopetettiin lopeta pysäytä pysäytin pysäytän seis stop "
    "paketissa poikki kello_pois ajastin_pois kello_poikki lopetus leimaa_ulos leimaan_ulos "
    "ulosleimaus päätin_päivän pillit_pussiin pillit_pussiin hommat_paketissa pistän_pillit "
    "kello_kiinni sammuta loppu_tälle_päivälle lopetellaan lopettelen lopettelin "
    "lähden_kotiin lähen_kotiin lähdin_kotiin lähin_kotiin leimaa_mut_ulos ajastin_seis kello_seis "
    "päivä_pulkassa homma_pulkassa pulkassa kirjaudun_ulos valmista_tältä_päivältä loppu",
    "TIMER": "kello kellon ajastin ajastimen ajastinta ajanotto ajanoton leimaus leimaa timeri "
    "tuntikello kelloa työaika",
    "SWITCH": "siirryn siirrytään vaihdan vaihdetaan vaihda vaihto siirryin siirtyminen "
    "siirtykää siirrymme seuraavaksi hyppään jatkan_nyt siirron",
    "CAME": "menin saapuminen saapumisaika tulin saavuin tultiin saavuttiin tulimme saavuimme "
    "paikalla perillä paikan_päällä tulo "
    "tuloaika sisään alkoi alko tulinki saavuttu tultu",
    "LEFT": "tulin_pois pääsin_pois_sieltä poistuminen poistumisaika läksin lähdin lähin lähdettiin lähettiin läksimme "
    "lähdimme poistuin poistuttiin ulos "
    "lähtö lähtöaika lähetty lähdetty loppui loppu valmis valmista valmiina pääsin_pois",
    "THERE": "sinne sieltä siältä siihen siitä tänne täältä kotiin pois",
    "TIMES": "kertaa x kertoo kerta kerran",
    "VISITS": "reissua matkaa ajoa keikkaa käyntiä asennusta huoltoa hommaa puhelua palaveria "
    "työtä kokousta "
    "tapaamista vuoroa katselmusta korjausta",
    "ARRIVE": "olen oon saavuin tulin perillä paikalla saavuttu framme täällä",
    "UNDO": "poistatko poistatko_sen perutko kumoatko poistaisitko poistakaa "
    "poistas poistahan perus kumoas peruutas peruuta_se "
    "kumoa peru peruuta poista poistetaan poistaisitko poistais kumotaan perutaan undo "
    "deletoi deletee poistappa kumoappa perukaa pyyhi pyyhkikää poistakaa hylkää tyhjennä "
    "tyhjennetään unohda otappa_pois ota_pois ota_se_pois otappa ota_takas ota_takaisin heitä_pois "
    "heitä_roskiin roskiin hävitä tuhoa mitätöi peruhan pistä_pois",
    "OOPS": "moka ei_tullut_oikein ei_mennyt_oikein ei_tullu_oikein ei_menny_oikein toinen "
    "vahinko vahingossa vahinkokirjaus vahinkoviesti tupla tuplana tuplakirjaus "
    "kahteen_kertaan kahdesti sittenkään sittenki sittenkin äh ääh hitsi hups oho ohho turha "
    "turhaan lähti lähetin lähetetty viesti viestin kirjasin kirjotin laitoin painoin hei väärä "
    "väärin virhe vikatikki mitä_just minkä_just just äskettäin odotas hetkinen",
    "UNSURE": "en_muista en_muistanu en_oo_varma en_ole_varma en_tiiä en_tiedä emmä_tiiä "
    "en_muista_enää emmä_muista",
    "CLOCKEDQ": "olenko_kirjautunut olenko_leimannut oonko_leimannu oonko_sisällä onko_mulla_kello",
    "UNDOWHAT": "viimenen viimeinen viimeisin viimeisimmän viimesen viimeisen viimeinen_kirjaus "
    "edellinen edellisen äskeinen äskeisen äsken äskönen äsköisen se sen tuo ton toi tuon kirjaus "
    "kirjauksen merkintä merkinnän tuorein tuoreimman",
    "BULK": "kaikki kaikkia kaikista koko kirjaukset kirjauksia kirjaukseni merkinnät merkintöjä "
    "tunnit tuntini tiedot kaiken eiliset tämänpäiväiset viikon kuukauden kuun",
    "CORRECT": "oho ohho hups hupsis hupsista näppäilyvirhe kirjoitusvirhe lyöntivirhe "
    "piti_kirjoittaa piti_kirjottaa piti_laittaa pitäs_olla pitää_olla pitäis_lukea piti_lukea "
    "olikin olikin_oikeasti oikeesti oikeasti ei_kun eiku eikun ei_ku eikku pieleen "
    "väärin virhe virheellinen korjaus korjaa korjaan korjataan oikasu oikaisu piti_olla "
    "pitikin_olla pitäisi_olla pitäis_olla pitikin muuta muutetaan muutat muuttakaa siirrä "
    "siirretään siirräppä väärä väärälle väärään väärin_meni sori sorry anteeks anteeksi "
    "tarkoitin tarkotin olikohan menikin meniki oliki tulikin kirjasin_väärin "
    "korjausta vaihda_asiakas vaihda_asiakkaaksi asiakkaaksi asiakas po unohdin "
    "vaihda_päivä muutappa vaihdappa korjaappa kuuluu_olla kuuluis_olla oikeampi",
    "NOTOLD": "eikä ei enkä",
    "RATHER": "vaan",
    "INSTEAD": "sijaan sijasta tilalle",
    "IT": "se toi tota tuon tuo tätä tolle tolla siihen_vielä vielä_siihen siihe_viel sitä sen "
    "siihen siitä sille siit siihen",
    "EMPH": "vasta kyllä jo",
    "KIN": "lähdinki_jo lähdinkin_jo pääsinki_lähte* pääsinkin_lähte*",
    "MORE": "lisää siihen_vielä vielä_siihen siihe_viel enemmän vielä_lisää pitempi pidempi lisäs",
    "LESS": "pois vähemmän lyhyempi vähempi",
    "TASK": "muistuta muistutus muistuttakaa muistuta_mua muistuta_minua muistuttele tehtävä "
    "tehtävälistalle tehtäviin uusi_tehtävä lisää_tehtävä luo_tehtävä tehtävälista muistilistalle "
    "muistilista muistettava muistettavaa todo laita_muistiin pistä_muistiin muistiin "
    "merkkaa_muistiin muistilappu lisää_muistutus tee_muistutus tee_tehtävä muista "
    "älä_anna_mun_unohtaa älä_anna_minun_unohtaa herätä ettei_unohdu ettei_unohtuis työlistalle "
    "hommalistalle ostoslistalle uus_tehtävä lisätehtävä muistutuksen tehtävän hälytä "
    "laita_tehtäväksi tehtäväksi muistakaa muistuttaisitko muistuttasitko muistutappa",
    "TASKVERB": "soittaa soita tilata tilaa viedä vie hakea hae käydä käy tarkistaa tarkista "
    "lähettää lähetä ostaa osta maksaa varata varaa",
    "BY": "mennessä viimeistään kuluessa ennen",
    "IN": "päästä kuluttua",
    "CONTACT": "tuli_puhelu puhelu_numerosta viesti_asiakkaalta "
    "liidi uusi_liidi liidiä uusi_asiakas uus_asiakas uus_liidi uusi_yhteydenotto "
    "yhteydenotto yhteydenottopyyntö soittopyyntö kysely tiedustelu uusi_kysely "
    "kyseli kysyi kyselee tiedusteli tiedustelee soitti soitteli otti_yhteyttä "
    "laittoi_viestiä laitto_viestiä laittoi_viestin haluaa_tarjouksen pyysi_tarjousta "
    "pyytää_tarjousta kiinnostunut potentiaalinen uusi_kontakti kontakti prospekti "
    "kaipaa haluaisi pyysi pyytää kyselly uudelta_asiakkaalta uus_kontakti soittanut "
    "soittanu tilasi_tarjouksen uusi_yhteystieto haluis haluais haluaa",
    "SOMEONE": "joku eräs yks yksi semmonen sellanen rouva herra",
    "TRAVEL": "ajo ajot ajoja ajoa ajoin ajettu ajettiin ajomatka* matka matkaa matkat kilometrit "
    "kilometrejä kilsat kilsoja kilometrikorvau* km-korvau* matkakorvau* matkoja ajokilometr* "
    "kilometri kilometriä ajelin ajeltu ajanut ajanu ajettua kilometrikorvaus matkoista "
    "ajokilsat reissu ajomatka",
    "KM": "km kilometri kilometriä kilometrin kilsaa kilsa kilsan kilometrii kilometrit kilsat "
    "kilsoja kilometrejä",
    "MIL": "peninkulma peninkulmaa",
    "MILE": "maili mailia",
    "EXPENSE": "maksoin makso maksoi parkkimaksu parkki parkkia parkista pysäköinti* pysäköintiä "
    "kuitti kuitin kuitilla kulut kulu kuluja bensaan bensoihin dieseliin parkkimaksuun "
    "tarvikkeet tarvikkeita tarvikkeisiin tarvikkeista "
    "tarvike* materiaalit materiaaleja materiaalia materiaali* bensa bensaa bensat tankkasin "
    "tankkaus polttoaine* dieseliä diesel ostin ostettu ostettiin ostokset lounaskulu "
    "osat osia varaosat varaosia hankin hankittu kulukirjaus kuluna vuokra vuokrasin "
    "työkalu* rahtia rahti kaatopaikkamaksu* jätemaksu* tietullit bussilippu junalippu taksi "
    "taksilla maksettu maksettiin ruuveja ruuvit nauloja lippu liput postimaksu postikulut "
    "parkkiin tullimaksu majoitus hotelli päiväraha laskutuslisä ostos",
    "EUR": "€ e eur euroa euro eurolla euron eurooon euroo euroja egee egeä ekeä euros rahaa ege "
    "euroo eeroa eurosta",
    "COIN": "vitosen viitosen kympin kymppiä kymppii satasen satkun tonnin",
    "CENT": "senttiä snt senttii",
    "SEK": "kruunua kruunu kruunulla",
    "GBP": "puntaa punta",
    "USD": "$ usd dollari dollaria dollarin",
    "NOK": "nok",
    "DKK": "dkk",
    "QWORD": "oonks oonksmä "
    "paljonko paljon paljoko paljos paljoks montako monta_tuntia monta_kilometriä "
    "montaks kuinka_paljon kuinka_monta kuinka_kauan kauanko kauanks mitä mikä mitkä milloin "
    "oliko onko olinko olenko olenks oonko ooks kävinkö teinkö ajoinko kirjasinko "
    "tuliko oliks onks jäikö meniks menikö mitäs missä näytä kerro listaa katsotko "
    "kirjattiinko kuinka paljonks laitoinko merkkasinko kirjasinks millon minne kuka kenelle "
    "olikohan onkohan",
    "HOURSQ": "viikkotunnit viikkotuntini kuukausitunnit kuukausituntini "
    "tunnit tuntini tunteja työtunnit työtunteja tuntisaldo tuntikertymä saldo tuntii "
    "tunnin työaika työajat tuntia tehnyt tehny töitä kertynyt kertyny kirjannut "
    "kirjannu kirjattu tunnit_yhteensä kirjaukset tuntikirjaukset kauanko kauanks kuinka_kauan",
    "ABSENT": "sairaana saikulla saikku sairaslomalla sairasloma sairaslomaa sairauspoissaolo "
    "sairaspäivä lomalla lomapäivä kesälomalla talvilomalla vuosilomalla vuosiloma pekkaspäivä "
    "pekkasella vanhempainvapaalla isyysvapaalla hoitovapaalla opintovapaalla poissaolo "
    "vapaapäivä saldovapaalla saldovapaa poissa_töistä flunssassa kuumeessa kipeänä",
    "TASKSQ": "tehtävät tehtäviä tehtäväni työlista hommat hommia työmaalla "
    "ohjelma ohjelmassa aikataulu aikataulussa mun_päivä päiväni viikkoni mun_viikko työlistalla "
    "muistutukset muistutuksia kalenteri kalenterissa työt tekemättä tehtävää listalla keikat "
    "tehtävälista tehtävälistalla päivän_ohjelma päivän_työt seuraava_homma agenda",
    "EXPENSESQ": "kulut kuluja kuitit kuitteja menot ostot ostoja tarvikkeisiin kulunut rahaa "
    "kulukorvaukset kulusaldo kuluihin kulukirjaukset",
    "RUNNING": "käynyt käyny pyörinyt pyöriny "
    "käynnissä päällä pyörii käy pyörimässä juoksee käynnis pääl",
    "SUMUP": "viikkotunnit viikkotuntini kuukausitunnit kuukausituntini "
    "yhteenveto summaa koonti raportti yhteismäärä tunnit kertymä kilometrit kilsat kulut "
    "erittely saldo laske_yhteen laskeppa kooste tuntini tuntilista kirjaukseni",
    "HELP": "apua ohje ohjeet opasta komennot help neuvo apuva ohjeita /help /start mitä_osaat "
    "mitä_sä_osaat miten_tämä_toimii miten_tää_toimii",
    "HELLO": "moi moro hei terve moikka morjens huomenta hellurei heippa tervehdys iltaa päivää "
    "moron morjes hyvää_huomenta",
    "TAKEREQ": "otan ota nappaan nappaa poimin hoidan vastuulle otetaan mulle",
    "CLOSEREQ": "sulje suljen kuittaa valmis suljetaan päätä kiinni hoidettu sulkeminen",
    "ANSWERREQ": "vastaa vastaus vastaan vasta lähetä_vastaus kirjoita_vastaus vastatkaa",
    "NOISE": "automaattinen_vastaus poissaoloilmoitus poissaoloviesti olen_lomalla "
    "olen_vuosilomalla olen_poissa lähetetty_* kiireellisissä "
    "tilausvahvistus toimitusvahvistus tilauksenne seurantakoodi ystävällisin_terveisin "
    "luottamuksellinen lomalla tavoitat_minut tilausnumero tilausnumeronne paketti_on",
    "PLAINNUM": "kpl kappaletta kappale putkea putki pistettä pistorasiaa hanaa huonetta ovea "
    "lamppua kaapelia metriä metri senttiä litraa kiloa kg neliötä",
    "UNITJUNK": "mm cm m m2 m3 kg g l dl a v w kw kwh bar mmj mk kpl litraa litra asteen aste "
    "astetta % neliö neliötä neliötä metriä metri metrin metrii senttiä kiloa kilo tonnia "
    "prosenttia volttia wattia ampeeria kierrosta kerrosta krs mmm x pvc",
    "OFSTUFF": "kaapelia kaapeli putkea johtoa listaa mmj letkua köyttä nauhaa teippiä lankaa",
    "STREET": "katu kadulla tie tiellä kuja kujalla polku raitti ranta",
    "ORDER": "mee mene menkää käy käykää kysy kysykää hae hakekaa vie viekää tuo tuokaa soita "
    "soittakaa ota ottakaa tee tehkää auta tarkista varmista odota",
    "HEADS": "miestä henkeä henkilöä ukkoa äijää jätkää kaveria työntekijää asentajaa tyyppiä",
    "CREW": "kahdestaan kolmestaan kahteen_pekkaan kolmeen_pekkaan neljästään",
    "INSIDE": "välissä",
    "PART": "josta joista sisältäen mukaanlukien mukaan_lukien sis siitä niistä mistä joihin_sisältyy",
    "OVERTIME": "ylityö* ylitöi* ylitöinä ylitöissä ylityötä",
    "FILL": "ylityö* ylitöi* luki kuitissa "
    "tähän_asti "
    "oo vasta projekti projektiks projektiksi projektille projektin työmaalle sitte summa "
    "loppusumma kuitin vielä myös kyllä tossa tuossa siinä siellä täällä vaan vain että kun ku "
    "niin no nyt "
    "jo se ne sen siihen sille mutta mut tuli ihan aika juu joo siis eli yhteensä yht about "
    "jotain taas siihen verran kesti tosi hyvin meni kaikkiaan yhdessä ensin loppupäivä "
    "alkuun lopuksi heti asiakas asiakkaalle asiakkaalla kohde kohteessa pitkästi "
    "on ja ois itte ite sielä tääl siel tost kerran toinen toisen ekaks homma "
    "kirjauksena kirjaus hommaan keikan keikalle työnä työtä työ",
    "SMALL": "kiitos kiitti kiits kiitoksia ok okei okke selvä selevä hyvä hienoa mahtavaa "
    "loistavaa jees joo juu joopa nähdään heippa moikka hyvää_yötä hyvää_viikonloppua "
    "ole_hyvä eipä_kestä jepjep jep selvis hyvin_menee kuitti totta asia_selvä",
}
