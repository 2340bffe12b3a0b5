"""Swedish words: standard, inflected and spoken. Data only; `_` joins a phrase, `*` any ending."""

WEEKDAYS = (
    "mån måndag måndagen månda måndan måndagens måndags",
    "tis tisdag tisdagen tisda tisdan tisdagens tisdags",
    "ons onsdag onsdagen onsda onsdan onsdagens onsdags",
    "tors tor torsdag torsdagen torsda torsdan torsdagens torsdags",
    "fre fredag fredagen freda fredan fredagens fredags",
    "lör lördag lördagen lörda lördan lördagens lördags",
    "sön söndag söndagen sönda söndan söndagens söndags",
)
MONTHS = (
    "jan januari januaris", "feb februari febr februaris", "mar mars", "apr april aprils", "maj",
    "jun juni junis", "jul juli julis", "aug augusti augustis", "sep sept september septembers",
    "okt oktober oktobers", "nov november novembers", "dec december decembers",
)  # fmt: skip

DAYS = {
    0: "idag i_dag i_morse imorse idags dagens i_eftermiddags i_förmiddags i_eftermiddag "
    "i_förmiddag ikväll i_kväll",
    -1: "igår igå igårr igårs i_går i_gårs gårdagen gårdagens igårkväll i_går_kväll gårdag",
    -2: "i_förrgår förrgår iförrgår förrgårs i_förrgårs",
    1: "imorgon i_morgon imorn i_morn imorrn imorron i_morron morgondagen imorgonbitti i_morrn",
    2: "övermorgon i_övermorgon övermorn i_övermorn",
}

TAILS = {
    "BREAK": "rast rasten raster rasterna paus pausen pauser fika fikor lunch",
}
"""Endings of compounds that mean the same whatever stands before."""

TAGS = {
    "LAST": "förra senaste föregående sista förre gångna",
    "LASTWEEK": "förra_veckan förra_veckans i_förra_veckan förra_v förra_vecka",
    "NEXT": "nästa kommande nästkommande",
    "THIS": "den_här denna detta innevarande den det",
    "WEEK": "veckotimmar veckotimmarna vecka veckan veckans veckas v vk veckor",
    "THISWEEK": "i_veckan denna_vecka den_här_veckan veckans",
    "MONTH": "månadstimmar månadstimmarna månad månaden månadens",
    "YEAR": "år året årets",
    "DAYWORD": "dag dagar dagarna dar dagen dan dygn dagars",
    "AGO": "sedan sen",
    "PREAGO": "för",
    "WEEKEND": "helgen helg helgens veckoslutet veckoslut veckohelgen",
    "NIGHT": "natt natten nattskift nattskiftet nattjour nattpass nattpasset nattarbete",
    "LASTNIGHT": "i_natt inatt natten_som_var natten_till_idag natten_som_gick",
    "FUZZYDAY": "i_början_av_veckan i_slutet_av_veckan tidigare_i_veckan i_början_av_månaden "
    "i_slutet_av_månaden häromveckan en_kväll "
    "i_julas i_somras i_våras i_höstas i_vintras i_påskas i_midsomras i_sommar "
    "i_vinter i_vår i_höst häromdagen häromdan häromkvällen en_dag_i_veckan någon_dag nån_dag "
    "häromsistens "
    "för_några_dagar_sedan för_några_dar_sen för_ett_tag_sen nyligen en_dag_förra_veckan "
    "för_ett_par_dagar_sen",
    "DAYPART": "morgon morse förmiddag eftermiddag kväll kvällen fm em eftermiddagen förmiddagen "
    "morgonen morron morgonens kvällens kvälls på_kvällen",
    "MORNING": "morgon morse förmiddag fm morgonen förmiddagen morron",
    "EVENING": "eftermiddag kväll kvällen em eftermiddagen",
    "HOUR": "timmars* timme timmar timma timmen timmars timmes tim h t timmarna timmas timar timer "
    "timmarnas timm timmarr arbetstimmar mantimmar timmr",
    "MINUTE": "minuters* minut minuter minuten min minuters mins minutrar minuters m",
    "QUARTER": "kvart kvarten kvartar kvarts kvartarna",
    "TREKVART": "trekvart trekvarts trekvarten tre_kvart tre_kvarts",
    "HALF": "halv halva halvt",
    "HALFHOUR": "halvtimmes* halvtimme halvtimma halvtimmen halvtimmes halvtimmas halvtimmar halvtimman",
    "ONEHALF": "halvannan halvannat anderthalv halvtannan",
    "PAIR": "par",
    "FEW": "några nån någon nåra flera ett_antal diverse många ett_gäng",
    "WHOLEDAY": "hela_dagen full_dag heldag hel_dag halv_dag halvdag halva_dagen en_hel_dag "
    "hela_förmiddagen hela_eftermiddagen hela_kvällen resten_av_dagen hela_natten "
    "en_halv_dag fulldag hela_passet en_dag arbetsdag en_arbetsdag en_full_dag",
    "ABOUT": "ca cirka ungefär omkring runt typ drygt knappt knappa dryga dryg knapp närmare "
    "nästan "
    "circa sisådär ung gott_och_väl lite_drygt runt_om sådär",
    "CLOCK": "kl klockan klocka klo",
    "UNTIL": "till tills fram_till t_o_m ti te",
    "FROM": "från fr_o_m fr sedan ifrån sen",
    "PAST": "över efter",
    "BEFORE": "i",
    "NOON": "middagstid tolvslaget lunchtid",
    "MIDNIGHT": "midnatt tolvslaget_natt",
    "EACH": "enkel_resa per_väg åt_varje_håll åt_vardera_hållet à var vardera varje per_dag "
    "/dag båda båda_två varsin bägge per_styck per_person "
    "om_dagen "
    "båda_dagarna båda_dar varsina respektive varenda per_ställe per_kund vart per_man "
    "bägge_dagarna var_dag per_gubbe på_varje dagligen per_skalle vardera_dag",
    "AND": "och o å samt & plus + ock",
    "THEN": "slutligen till_sist sen sedan därefter sist först efter_det därpå",
    "OR": "eller alternativt",
    "BREAK": "rast raster rasten rasterna lunch lunchen lunchrast lunchrasten paus paus pauser "
    "pausen fikapaus fikarast fika fikan kafferast kafferaster kaffepaus matrast luncher "
    "fikaraster lunchpaus kaffe middagsrast frukostrast frukost",
    "MINUS": "minus avdrag avgår bort dra_av mindre avdraget borträknat avräknat varav drog_av "
    "exkl exklusive",
    "NOBREAK": "utan_rast utan_raster utan_lunch ingen_rast ingen_lunch inga_raster utan_paus "
    "utan_pauser ingen_paus inga_pauser utan_fika hoppade_över_lunchen utan_lunchrast "
    "ingen_lunchrast rast_ej ej_rast tog_ingen_rast utan_avbrott tog_ingen_lunch utan_matrast "
    "utan_någon_rast ingen_fika utan_lunchpaus",
    "NOTBILL": "på_garantin garantin garantiärende "
    "ingen_faktura inte_faktureras ej_faktureras faktureras_ej faktureras_inte "
    "fakturera_inte fakturera_ej utan_faktura ingen_debitering debiteras_ej debiteras_inte "
    "ej_debiteras ej_debiterbart ej_debiterbar inte_debiterbart inte_debiterbar "
    "ska_inte_faktureras ska_ej_faktureras ska_inte_debiteras debitera_inte debitera_ej gratis "
    "kostnadsfritt utan_kostnad utan_debitering ofakturerat ofakturerad odebiterat odebiterad "
    "inget_att_fakturera garantiarbete på_garanti garantijobb ej_fakturerbart ej_fakturerbar "
    "inte_fakturerbart inte_fakturerbar icke_debiterbart icke_debiterbar icke_fakturerbar "
    "icke_fakturerbart inte_debitera inte_fakturera inte_debiteras faktureras_icke ingen_kostnad "
    "bjuder_på_det bjuder_vi_på ej_debitera ej_fakturera ofakturerbar odebiterbar "
    "fakturerar_inte debiterar_inte fakturerar_ej debiterar_ej kan_inte_faktureras "
    "kan_inte_debiteras får_inte_faktureras slipper_faktura icke_fakturerat inte_fakturerat "
    "kan_ej_faktureras fakturerades_inte debiterades_inte vi_bjuder",
    "BILL": "fakturera faktureras debitera debiteras debiterbar debiterbart debiterbara "
    "fakturerbar fakturerbart fakturerbara ska_faktureras ska_debiteras faktura på_faktura "
    "fakturerar debiterar att_fakturera",
    "INTERNAL": "internt intern interna kontoret kontor kontorsarbete administration admin adm "
    "planeringsmöte personalmöte veckomöte arbetsplatsträff apt kontorstid egentid bokföring "
    "pappersarbete pappersjobb utbildning kurs internmöte egen_administration lagerstädning "
    "administrativt kontorsjobb medarbetarsamtal administrativa internutbildning internarbete",
    "NEG": "inte ej aldrig ingen inget inga icke int nej nä utan knappast inte_än ingenting",
    "NEVER": "ställde_in ställt_in avbokade bortkastat bortkastad hann_aldrig hann_inte "
    "blev_inte_av inställt inställd avbokat avbokad inte_hunnit "
    "blev_aldrig kom_aldrig kom_inte var_aldrig var_inte har_inte hade_inte är_inte uppskjutet",
    "PLAN": "räcker räckte "
    "lär lär_ta räknar tycks tänkt_mig "
    "ska skall skulle kommer_att tänker vill borde bör hinna hinner hinns planerar "
    "planerat "
    "planerad planen planeras räknar_med offert offerten offererat offererade offererar "
    "uppskattar uppskattat beräknar beräknat beräknas beräknad estimat estimerat estimerar tänkte "
    "kommer måste behöver behövs får_vi får_jag åker sticker drar går fortsätter tar_nog "
    "tar_väl bokat bokad bokning boka inbokad inbokat tid_bokad levereras leverans leveransen "
    "leveranstid väntar väntas förväntas hoppas hoppades vore lovar lovade lovat "
    "ses samlas träffas möts vi_ses ska_vi tidsbokning besök budget budgeterat prisförslag "
    "tror nog föreslår föreslog orkar hämtas lämnas kvar återstår tar anbud "
    "klara klarar bli blir kan kunde hinna_med kostnadsförslag kalkyl kalkylerat "
    "kalkylerar inplanerat inplanerad schemalagt schemalagd tänkt hjälper drar_till "
    "ämnar avser anländer dyker_upp fixar gör ringer beställer beställning order ordernummer "
    "ordern tidsåtgång sannolikt förmodligen antagligen troligen förhoppningsvis åka "
    "jobbar_imorgon tänker_jag hinner_vi uppskattning uppskattas ska_bli",
    "COND": "tydligen lär visst_säger påstår påstod enligt "
    "om kanske ifall såvida eventuellt ev möjligen kanhända förutsatt",
    "STATE": "klagade klagar klagat gnällde sena regnet regnade ösregnade öste snöade åskade "
    "försening förseningen försenade väntetid "
    "sa_att säger_att sade_att "
    "det_är timpris timpriset timdebitering nycklar nycklarna nyckel paket paketet "
    "inom i_timmen fick_betalt fått_betalt har_betalat öppet öppen öppnar stängt stängd stänger "
    "avstängd avstängt öppettider grader kallt "
    "varmt regn regnar snö snöar blåser tryck trycket bar temp temperaturen "
    "kostar pris priset priser moms exkl inkl offertpris rabatt ligger "
    "låg kod: "
    "väg förfaller är finns sitter parkerad fast kö försenad sen_till på_väg "
    "levererad levererat summa sätts står stod motsvarar",
    "THING": "kod koden portkod portkoden larmkod larmkoden rum rummet våning vån nummer numret "
    "telefon tel mobil adress adressen fakturanr ordernr",
    "OTHERS": "elektrikern elektriker rörmokaren rörmokare snickaren granne grannen han hon de "
    "dom hen honom henne killen killarna grabben grabbarna lärlingen lärling "
    "praktikanten praktikant kollegan kollega gubben gubbarna vikarien chefen "
    "underentreprenören snubben polaren frugan de_andra någon nån ue kunden sommarjobbaren "
    "han_som hantlangaren resten_av_gänget laget medhjälparen",
    "ME": "jag mig vi oss min mitt mina undertecknad själv",
    "WITH": "med tillsammans ihop ihop_med jämte",
    "OFTEN": "brukar alltid vanligtvis normalt oftast varje_vecka",
    "DID": "jobbade_sent jobbade_länge "
    "jobbade jobba jobbat arbetade arbetat var gjorde gjort fixade fixa fixat höll höll_på "
    "körde kört bytte bytt installerade installerat målade målat monterade monterat drog dragit "
    "lagade lagat satte satt tog rev rivit städade städat servade kopplade kopplat kollade "
    "reparerade renoverade snickrade spacklade la lade mätte besökte träffade hjälpte hämtade "
    "levererade ritade skrev programmerade testade felsökte justerade injusterade blev "
    "lägg_in lägg skriv skriv_upp boka_in logga notera registrera sätt_upp för_in fört in "
    "lägg_till "
    "fick hade varit hållit jobb jobbet arbete slit slet knegade knegat malde körning "
    "möte samtal telefon konsultation support rådgivning i_luren luren snack snackade pratade "
    "gick la_ner satsade tapetserade grävde svetsade borrade isolerade tätade rensade bar köpte "
    "betalade tankade handlade skruvade slipade bytta byte bytts monterad åkte avslutade "
    "service montage installation rörjobb bygge arbetstid nedlagd tid pass passet dejour jour "
    "utryckning akut akutjobb hembesök fältarbete",
    "THIRD": "var jobbade gjorde fixade körde höll har är hade kom gick åkte jobbar hjälpte "
    "arbetade bytte installerade målade monterade drog blev tog säger sa ringde skulle kommer "
    "la lade jobbat gör lovade skrev har_gjort stannade",
    "START": "start "
    "starttid starttiden "
    "börjar började börja startar startade starta startat dra_igång drar_igång drog_igång "
    "sätt_igång sätter_igång kör_igång igång stämpla_in stämplar_in stämplade_in instämpling "
    "sätt_på kicka_igång påbörjar påbörjade påbörja börjat igångsättning dra_i_gång i_gång "
    "sparka_igång stämpla_in_mig stämpla_mig_in checkar_in checka_in logga_in klockar_in "
    "klocka_in",
    "STOP": "slut "
    "sluttid sluttiden "
    "slutar slutade sluta slutat stoppa stoppar stoppade stopp stämpla_ut stämplar_ut "
    "stämplade_ut utstämpling lägger_av lägger_jag_av la_av lade_av avslutar avslutade avsluta "
    "klar_för_idag färdig_för_idag klar_för_dagen färdig_för_dagen går_hem åker_hem "
    "gick_hem stäng_av stänger_av stanna stannar stanna_klockan pausa bryter bryt tackar_för_idag "
    "drar_hem packar_ihop plockar_ihop checkar_ut checka_ut klockar_ut klocka_ut "
    "stämpla_ut_mig stämpla_mig_ut slut_för_idag slut_för_dagen dags_att_sluta nu_slutar",
    "TIMER": "klocka klockan timer timern tidtagning tidtagningen stämpel stämpling stämpelklockan "
    "stoppuret tiduret stämplingen tiden",
    "SWITCH": "byt byter bytte_till byta går_över flyttar_över växla växlar hoppar_över_till "
    "drar_vidare vidare åker_vidare nästa_jobb går_vidare fortsätter_hos",
    "CAME": "åkte_till gick_till kom kom_till kom_fram kom_dit på_plats framme anlände ankom dök_upp var_där kommit in "
    "var_på_plats ankomst plats_hos",
    "LEFT": "gick drog lämnade åkte åkte_hem åkte_därifrån for stack klar färdig ut drog_hem gått "
    "gick_därifrån avgång",
    "THERE": "dit därifrån hem hemåt",
    "TIMES": "gånger ggr x",
    "VISITS": "resor körningar besök jobb uppdrag samtal pass möten utryckningar servicar "
    "hembesök turer installationer",
    "ARRIVE": "framme kommit_fram anlänt här plats_hos är_hos är_på är_nu",
    "UNDO": "ångra stryk ta_bort radera raderar tabort släng kasta makulera annullera "
    "backa strunta_i glöm släng_bort plocka_bort avbryt undo rensa ta_väck stryka ta_tillbaka "
    "dra_tillbaka ogiltigförklara tömma töm ta_bort_alla slopa avför stryks ångrar slänga",
    "OOPS": "stämmer_inte stämmer_ej knapp dubblerat dubblerad är_du_snäll "
    "misstag misstaget av_misstag dubbel dubbelt dubblett dubbletten råkade skicka "
    "skickade skickat skickades blev_fel jag_skrev det_jag_skrev vad_jag_skrev skrev_nyss nyss "
    "nyligen vänta oj hoppsan usch äsch fel fela av_våda",
    "UNSURE": "minns_inte vet_inte kommer_inte_ihåg inte_säker osäker minns_ej vet_ej "
    "är_inte_säker",
    "CLOCKEDQ": "är_jag_instämplad är_jag_incheckad har_jag_stämplat_in",
    "UNDOWHAT": "senaste sista förra den det den_där det_där den_sista det_sista det_senaste "
    "den_senaste posten raden tiden inlägget registreringen rapporten detta nyss",
    "BULK": "alla allt hela samtliga veckans mina_tider tiderna månaden poster rubb_och_stubb "
    "månadens allting veckan timmar timmarna raderna rader",
    "CORRECT": "tryckfel slarvfel misstryck ojdå ops ska_det_stå ska_det_vara ska_det_va "
    "skulle_det_vara skulle_det_stå det_kostade skrivfel "
    "fel rättelse rätta rättar ändra ändras ändrar korrigera korrigering menade menar "
    "visst skulle_va skulle_vara skulle_ha_varit skulle_stå skulle_varit istället i_stället nä nej "
    "egentligen oj ursäkta sorry glömde flytta flyttas det_var det_blev ska_va ska_vara ska_stå "
    "ska_väl_vara felskrivning skrev_fel blev_fel det_är borde_vara faktiskt lägg_den lägg_det "
    "flytta_den flytta_det förlåt hoppsan fel_kund byt_kund felaktigt rättat fastän jo_det_var "
    "skulle_ju_vara ändring",
    "NOTOLD": "istället_för i_stället_för inte ej icke",
    "RATHER": "utan",
    "INSTEAD": "istället i_stället stället",
    "IT": "den det den_där det_där dom de",
    "EMPH": "redan förrän först",
    "MORE": "till mer extra längre lägg_till lägg_på plussa_på öka öka_på",
    "LESS": "bort mindre dra_av av kortare minska minska_med ta_bort dra_ifrån dra_bort",
    "TASK": "påminn påminnelse kom_ihåg todo att_göra att_fixa ny_todo ny_uppgift uppgift påminna "
    "påminn_mig lägg_till_uppgift skapa_uppgift ny_påminnelse minneslista att_göra_lista "
    "att_göra_listan uppgift: kom_i_håg glöm_inte låt_mig_inte_glömma skapa_en_uppgift "
    "lägg_upp_uppgift kom_ihåg: påminn_om påminnelser_om minnesanteckning attgöra "
    "lägg_in_en_påminnelse sätt_en_påminnelse skriv_upp_att att_ordna inköpslistan "
    "ska_inte_glömma får_inte_glömma behöver_en_påminnelse påminnelsen memo to_do "
    "lägg_till_en_uppgift kom_ihåg_att",
    "BY": "senast före innan till",
    "IN": "om",
    "CONTACT": "samtal_från fick_samtal mejl_från sms_från meddelande_från "
    "förfrågan ny_förfrågan ny_kund lead nytt_lead ny_lead nytt_kontakt ny_kontakt "
    "hörde_av_sig ringde frågade undrade undrar kontaktade mejlade skrev intresserad vill_ha "
    "önskar söker offertförfrågan hört_av_sig frågar spekulant potentiell_kund "
    "nykund kundförfrågan behöver_hjälp vill ringt vill_byta hade_frågor hör_av_sig tipsade "
    "prospekt ny_intressent intressent ny_tänkbar_kund letar_efter",
    "SOMEONE": "en någon nån fru herr familjen ett",
    "TRAVEL": "sträckan resan körningen "
    "hur_långt körning körde kört resa resan resor restid milersättning reseersättning "
    "körersättning bilersättning bil mil körningar åkt åkte reste resta kilometerersättning "
    "körsträcka körjournal sträcka tur_och_retur t_o_r körde_bil bilresa",
    "KM": "km kilometer kilometern kilometrar",
    "MIL": "mil milen",
    "MILE": "miles engelska_mil",
    "EXPENSE": "betalade betalat betalt parkering parkeringen parkeringsavgift p-avgift avgift "
    "avgiften parkeringsavgiften kvitto kvittot kvitton utlägg utlägget material materialet "
    "materialkostnad tankade tankat tankning bensin diesel drivmedel köpte köpt inköp handlade "
    "handlat lim skruv skruvar spik virke färg verktyg hyra hyrde hyrt trängselskatt broavgift "
    "tåg taxi biljett hotell logi lunchkvitto delar reservdelar småmaterial deponi deponiavgift "
    "tippavgift porto frakt vägtull tull förbrukningsmaterial grejer prylar p_avgift p-biljett "
    "kostnad las_ut la_ut lade_ut",
    "EUR": "€ euro eur e euron",
    "COIN": "tia tjuga tjugolapp femtilapp femtiolapp femtis hundring hundralapp femhundring "
    "femhundralapp tusenlapp tusing lax laxar",
    "CENT": "cent öre",
    "SEK": "kr kronor kr. spänn sek krona pix bagis riksdaler :- kronors kronan daler",
    "GBP": "pund gbp",
    "USD": "$ usd dollar",
    "NOK": "nok",
    "DKK": "dkk",
    "QWORD": "hur hur_många hur_mycket hur_länge hur_långt vad vilka vilken när har_jag hade_jag "
    "jobbade_jag loggade_jag är_min går_min visa lista skrev_jag var_jag körde_jag lade_jag la_jag "
    "är_klockan är_timern finns_det vart blev_det kan_jag_se hur_ser visar ge_mig berätta "
    "har_vi fick_jag registrerade_jag rapporterade_jag bokade_jag går_klockan vems gjorde_jag "
    "är_det",
    "HOURSQ": "veckotimmar veckotimmarna månadstimmar månadstimmarna "
    "timmar timmarna tider tiderna tid tim jobbat arbetat jobbade ihop fick_jag_ihop "
    "arbetstid länge fått_ihop arbetade loggat rapporterat timsaldo saldo timme timma hur_länge",
    "ABSENT": "sjuk sjuka sjukskriven sjukskrivning sjukdag sjukfrånvaro sjukledig vab vabbar "
    "vabbade vabbat vabb semester semesterdag semesterledig tjänstledig föräldraledig "
    "pappaledig mammaledig kompledig frånvaro frånvarande hemma_med_feber influensa",
    "TASKSQ": "på_gång uppgifter uppgifterna att_göra todo schema schemat planerat jobb min_dag "
    "min_vecka dagen påminnelser agenda kalender kalendern inbokat på_schemat att_göra_lista "
    "på_listan härnäst uppdrag bokat inplanerat på_agendan imorgon",
    "EXPENSESQ": "utlägg utläggen kvitton kostnader inköp utgifter utlagt spenderat lagt_ut",
    "RUNNING": "gått tickat rullat igång tickar går på rullar instämplad aktiv",
    "SUMUP": "veckotimmar veckotimmarna månadstimmar månadstimmarna "
    "timmar tider summera summa sammanställ sammanställning totalt total räkna_ihop "
    "räkna_samman "
    "sammanfatta sammanfattning rapport timmarna veckans mina_timmar mina_tider timsaldo ihop",
    "HELP": "hjälp hjälp_mig kommandon hjälptext instruktioner hur_funkar_det_här vad_kan_du "
    "hur_fungerar_det vad_kan_du_göra",
    "HELLO": "hej hejsan tjena tja hallå god_morgon tjenare tjo morsning goddag hejhej godmorgon "
    "morrn moin tjabba tjänare",
    "TAKEREQ": "ta tar tar_hand tog ta_hand_om jag_tar ta_den_här jag_tar_den",
    "CLOSEREQ": "stäng stänger avsluta avslutar klar stängs klarmarkera",
    "ANSWERREQ": "svara svar svarar besvara",
    "NOISE": "autosvar automatiskt_svar frånvaromeddelande jag_är_på_semester är_på_semester "
    "skickat_från tjänstledig föräldraledig brådskande_ärenden jag_är_ledig orderbekräftelse "
    "leveransbesked din_beställning er_order vänliga_hälsningar med_vänlig_hälsning mvh "
    "spårningsnummer ordernummer på_semester är_ledig åter_på_kontoret konfidentiellt "
    "din_order ert_ordernummer paketet läser_inte_min frånvarande",
    "PLAINNUM": "st stycken stycke rör rum uttag dörrar fönster lampor meter kilo liter plintar "
    "burkar kartonger säckar skivor plattor",
    "UNITJUNK": "mm cm meter m2 m3 kg g l dl a v w kw kwh bar kvm st liter grader procent % "
    "kvadrat kvadratmeter ton volt watt ampere st. kilo varv våning x kubik dm",
    "OFSTUFF": "kabel rör list slang rep tejp lister ledning kablar plaströr tråd fiber panel",
    "STREET": "gatan gata väg vägen gränd torget torg allé stigen backe plan",
    "ORDER": "ta åk fråga ring hämta gå kom kör snälla",
    "HEADS": "man personer pers gubbar killar montörer snickare mannar grabbar st_man",
    "CREW": "två_man tre_man fyra_man båda_två_jobbade",
    "INSIDE": "däremellan emellan",
    "PART": "varav inklusive inkl därav av_det av_dem av_dessa av_vilka av_vilket",
    "OVERTIME": "övertid övertiden övertids övertidsarbete övertidstimmar",
    "FILL": "övertid övertiden övertidsarbete sätt emot är_du_snäll "
    "hittills "
    "redan förrän löd kostade gällde gäller summan beloppet tas höll_på även också där "
    "här ju då nu bara så men att i på hos som en ett dem ungefär typ "
    "sammanlagt "
    "totalt det den till åt vid inkl väl liksom lite med ute inne uppe nere hemma idag första "
    "andra "
    "hela tiden kund kunden kundens projekt projektet jobbet för av mot",
    "SMALL": "tack tackar toppen hörs fint bra kanon perfekt okej ok japp jadå ja visst_tack hejdå "
    "skönt schysst snyggt trevlig_helg ha_det vi_hörs tusen_tack uppfattat tackar_tackar "
    "grymt super härligt kul vi_ses ses_sen",
}
