"""Ordinary short words: never misspelt names. Folded; the word tables know many others."""

from core.language.folding import fold
from core.language.wordlists import words

ORDINARY = frozenset(
    fold(word)
    for word in words(
        """
    able acid aged aids alarm alike alley alone along aloud alter amber amp angle apart apple april
    area argue arms army attic award aware away baby back badge badly bags bake balls band bank
    bare bark barn base basic basin batch bath beam bean bear beat beds beef beer belly belt bend
    bike bills bird bite blade blank blast blind block blow blue board boat body boil bolt bolts
    bomb bone bonus boot boots born both boxes brace brain brake brand brass brave bread brick
    bring broad broke brush build bulb bulbs bull burn burst busy cabin cable cake calm camp cans
    cape cards care cars cart carts case cash cats cave cell cement chain chair chalk charm chart
    cheap cheat chest chief child chip chips city claim class clay clean clear clerk climb clips
    cloth cloud coach coal coast coat code coil coils coin cold colour come comes cope copper copy
    cord core cork corn couch count cover cows crack crash crew crisp crop crowd cube cups curb
    cure curve dare dark data date dead deal dear debt deck deep deer desk dial diet dirt dirty
    dish disk ditch dive dock dogs dolls done door doors dose down draft drag drain drains draw
    dream dress drill drop drum dual duct ducts dull dump dust duty each earn earth ease east easy
    edge eight else empty ends enter error even ever exact exit extra eyes face fact fail fair
    fake fall falls false fan fans farm fast fatal fear feed feel fence fewer fill film final find
    fine fire firm first fish five fixed flame flap flash flat flats fleet floor flour flow flows
    flue flush foam fold folk food foot force fork form forms forty found four frame free fresh
    front fruit fuel full funny fuse fuses gain game gaps gas gear gets ghost giant gift girl give
    glad glass glow glue goal goes going gone good grab grade grain grand grass great grid grill
    grip group grow guard guess guest guide hair half hall halls hand hands hang happy hard harm
    hate have head heads hear heard heat heavy heel held hell hello help here hide high hill hills
    hint hire hold hole holes holy home homes honest hook hope horn horse hose host hotel house huge
    hung hurt idea inch inner input iron item items jack jail jobs join joint joints joke jump
    keen keep kept keys kick kids kill kind kiss kits knee knife knob knock know lack lady lamp
    lamps land lanes large last late later laugh laws lawn layer lead leads leak leaks lean learn
    least leave left legal lend less level lever lids lies life lift light lights like limit line
    lines lining link links lips list live load loads loan local lock locks logs long look loop
    lorry lose loss lost lots loud love lower luck lunch made mail main mains major make male mall
    many maps mark marks mask mass mate match maths mats meal mean means meat meet melt mend menu
    mess metal meter mice might mild mile mill mind mine minor mint minus mist mixed mixer model
    modem money month mood moon more most motor mould mount mouse mouth move moved much music must
    nails name near neat neck need nerve nest never news next nice nick nine noise none noon north
    nose note notes nuts obey odds offer often older once ones only open order other ours outer
    oven over owed own owner pace pack pad page paid pain paint pair pale panel paper park parts
    party pass past paste patch path pause peak pens petrol phase phone photo pick piece pigs pile
    pills pilot pine pink pipe pipes pitch place plain plan plank plant plate play plenty plot plug
    plugs plus poem point poles poor porch port post posts pots pound pour press price pride prime
    print probe proof pull pulse pump pumps pure push quick quiet quite race rack radio rage rail
    rails rain raise ramp range rare rate rates ratio reach read ready real rear reel refer relax
    relay rent reply rest rich ride right ring rinse rise risk road roads robot rock rods role roll
    roof roofs room rooms root rope rough round route rows rude rule rules rust safe said sail sale
    salt same sand sat sauce save says scale scan scene score scrap screw seal seals seat seats
    sees seem seen self sell send sent serve setup seven shade shaft shape share sharp shed sheet
    shelf shell shift ship shirt shock shoe shoes shop shops shore short shot show shower shut sick
    side sides sight sign signs silk sill sills since sing sink sinks site sites size sizes skill
    skim skin skip skips sleep slice slide slim slope slot slow small smart smell smoke smooth snag
    snow soap socket soft soil sold sole solid some song soon sort soul sound soup south space spare
    speak speed spend spent spike spin split spoke spot spray spread stack staff stage stain stair
    stairs stamp stand star stare state stay steak steal steam steel stem step steps stick still
    stock stop stops store storm story stove strap straw strip strong stuck study stuff style sugar
    suit sums super sure swap sweat sweep sweet swim swing tail take taken talk tall tank tanks tape
    taps task taste team tear tech tell temp ten tend tent test tests text than that them then they
    thick thin thing think third this those throw thumb tide tidy tie ties tight tile tiles till
    time times tiny tip tips tired title today toll tone took tool tools tooth topic torch total
    touch tough tower town toys trace track trade trail train tray tread treat tree trees trench
    trend trial trick tried trim trip truck true trunk trust truth tube tubes tune turn turns twice
    twin type tyres ugly uncle under union unit units until upper urban used user usual vague valve
    valves vans vast vein vents very view visit voice vote wage wait wake walk walls want ware warm
    wash waste watch water wave weak wear week weigh well went were west what wheel when which while
    whole whose wide wife wind window wine wing wipe wire wires wise wish with woke woman wood wool
    word words wore work works world worn worry worse worst worth wound wrap wrong yard yards year
    years zero zone zones
    aina aita aitaa ajan ajat akku alas alat alla alku allas ampeeri ansa apila apua arki arkku asia
    asiat askel auto auton autot avain avata edes elin emme enkel erot esine etana etelä etsin
    haava haju haka hakea halko halla halli hallin halo hana hanan hanat harja harkko hattu hauki
    heitto helma hella hellan hihna hiekka hieno hinta hissi hissin hitsi hoito holvi home homeen
    huone huono huopa hylly hyvin ikkuna iltaa iso isot itse jakaa jakso jalka jalat jalo janne
    jatko joka joku jono joten juhla jumi juoma juoni juuri juuret kaali kaapeli kaapi kaapit kaappi
    kaato kaava kahva kahvi kaide kaikki kaivo kaivos kakku kala kalaa kalat kalja kalu kalusto
    kampa kana kanava kanki kannu kansi kanta kappa karmi karmit karsi kartta kasa kassi kasti
    kastike katko katos katto katon katu kaula kaunis kauppa kaus keho keino kela keli kello kenttä
    kesken kesä ketju kevyt kiila kiire kiitti kilo kilpi kipsi kirja kirje kirves kitti kiuas kivi
    kohta koje kokki kolo kone koneen koneet koppi kori korko koru koti kotona koulu koura kouru
    kourut kova kuiva kuivaus kuja kulku kulma kulta kumi kunto kuori kuorma kuppi kura kurkku kuva
    kylmä kylpy kylä kynä kyltti kyse kytkin köysi laatta laatat laji laki lakka laina laite laitos
    laiva lamppu lamput lampun lanka lapio lappu lapsi lasi lasit latva lattia laudat lauta lava
    lavuaari lehti leikki lelu leuka leveä liesi liika liike liima liina lika likainen linja lippu
    liuos loka loma lopuksi loukku luja luku lukko lukot lumi lumet luoti luukku luut lyhyt lämpö
    maali maalia maata maja maksu malli mana mark marras masto matka matto mela menu merkki meno
    metalli metri mies miehet moottori muki multa mukaan mukava muovi musta mutka mutteri muuri naru
    naula naulat nauha neste niitti noki nolla nosto nuppi nurkka nyrkki ohut oikea oja olut omena
    omat onni ovet ovi paali paalu paikka paita paketti paksu pala palat palju palkki palkka pallo
    palo pannu paperi pari parketti parru pato patja patteri patterit pehmeä pelti pellit pesu
    peruna pesin pihka pihat piha piipu piippu piiri pilari pilli pinta pino piste pitkä pohja poika
    poikki polku poly pommi pora portti portaat posti pohjat puhdas puhti puitto puku pullo pulma
    pumppu pumput puomi puoli puro pusku putki putket puu puut pyörä päivä päre pöly pönttö pöytä
    raami rahat raja rako rakenne ralli ranne rappu rapaa rasia rasiat rasva rata rauta rautaa
    rautoja reikä reiät reuna rima rinne ripa risu riski rivi roina roska roskat runko ruoho ruoka
    ruosta ruosteet ruukku ruuvi ruuvit ryhmä saha sahaa saita sakka sali salon salko salpa sama
    sanko sato sauma saumat sauna saunaa savi seinä seinät seos sepeli seula sihti siili siima
    sileä silmä silta siro sohva sokeri soppi sora sora sormi suihku sukka sula sulake sumu suoja
    suola suora suppilo sävy säiliö sähkö sähköt takka takki talo talon talot tamme tanko tapa
    tappi taso tasot tauko taulu teippi tela telat teline terä tela tie tila tilat tiili tiilet
    tikas tikkaat tippa tolppa tolpat toimi tuki tukko tulos tulppa tuoli tuote turva tuuli tuuma
    tyhjä työ työt uuni uudet uusi vaaka vaha vahva vaihe vaja vako valo valot valmis valu vaneri
    vanne vapaa varasto varma varsi vasen vasta vati vauva vedet veden vene verho vesi veto vika
    viat viemäri viiva viisto villa villat virta virrat voima vuoro vuoto vuodot välit väri värit
    ytimet öljy
    aldrig allt alla alltid andra ansikte apan apparat arm axel backe bad badet badrum bak balk band
    bara barn bas bast bild bilar bilen bit bitar bjud blad bland blankt bli blod blom blommor blå
    bok bolt bom bord borr borra bort bra brand bred bredd brev bro brott brun brunn bruk brott brus
    bult bultar burk buss bygga byggt byta bäst bägare bänk bärare bäst båda båge båt dal dam damm
    data del delar den denna dess det djup djur dörr dörrar dra drag dricka drift droppe dugg duk dum
    dusch dygn dyr död eka eld elen ena enda enkel fall falsk fara fart fast fat fel fena fest fett
    fil film fin finna fisk fläck fläkt fläktar flagg flera flytt flytta fog fogar folk form fot
    fram fri frisk front frost frukt full fuld fukt fula fyll fyllt fågel fånga färg färgen fästa
    fönster förr galen galler garn gata gata gavel ge genom gips gipsa glad glas glasen gles glid
    golv golvet golven god grabb gran grav gren grep grind grop grov grund grus gräns gräs grå gul
    gummi gång gångar hake haken hal hall hallen hals halt ham hamn hand hatt hav hel helt hem hemma
    hiss hissen hjul hjälm hög höger hål hålet hår hård häck häl hänga hörn inne ingen inget inre
    is jord jul just kaka kal kall kalk kam kan kanal kant kanter kappa kar kara karm karmar kast
    katt kedja kil kika kista kjol klack klar klock klok kloss klyv kläm knapp knut kok kol kolla
    kolv kona kopp koppar kork korn kors kort kost kran kranar kranen krans krok krona kropp krök
    kula kull kund kung kurs kust kväll kvist kyl kyld kylen kyrka kåpa käll källa känn kök köket
    köld lack lada lag lager lagt lamm lampa lampan lampor lampan land lapp last lat led leda leder
    ledning lek ler lera lim lina linje list lister listen litet liv ljud ljus lock loft logg lov lucka
    luft luften lugn lukt lunch lus lust lyft lykta lång låda lån lås låset lås läck lägg lägre längd
    lätt lön löv mark maskin mast mat matta mattor med mellan mer metall mil min mitt mjuk mjöl moln
    mur murar mus mutter mylla mynt mått måla målar möbel mörk nagel namn nedre ner nit nog norr
    nyckel nya nytt näst nät näve olja oljan ord ordning ost panel papp papper par park pass pelare
    pel pinne pipa plan plank plast plats platt platta plattor plocka plåt plåten port post prick
    propp puff pump pumpen punkt puts pöl rad rak ram ramp rand ras ratt redan regn rem ren rep rest
    rik ring ringa ris rist ritning rod rond ropa ros rost rot rum rummen rund ruta rutor rygg rök
    röd rör rören röret sak saker sal salt samma sand sank sax sedel segel sena sida sidan sidor sil
    sist sjuk själ skal skam skar skede sked skena skiva skivor skjul sko skog skola skott skrot
    skruv skruvar skugga skur skylt skål skåp skåpet skåra skär slag slam slang slangar slant slarv
    slask slav slit slut slå släp släng smal smuts smått små snickeri snö snål soffa sol sopa sopor
    sort spak spann spant spark spel spik spill spis spont spricka spår stad stag stam stammar stamp
    stark start steg stege stegen stenar sten stift stig stock stol stolpe stolpar stomme stopp stor
    strand strö stryk ström ström styv stål stång städ ställ stöd sund sur svag svans svar svart
    sval svets syd syl synd såg såld såpa säck säkring säng säte söder tak taket tal tand tank tapp
    tavla tavlor tegel tejp tid tina ting tjock tjäl toa toan topp tork torr torv tråd trä trappa
    trappan trasa trasig träd tråg tråd tub tum tumme tung tur tvätt tyg tyst tåg tång tät tätt
    ugn ull unge uttag uttaget vagn val vals valv vante var vas vass vatten vattnet vecka ved veke
    ventil vik vikt vind vinden vindar vinkel vinter virke vit vita vred vy våg våt vägg väggar väggen
    väl värd värk värme väst växt yta ytan ytor yxa åker ås ägg äldre ände ängen äpple ö öga öl öppen
    öra över
    """
    )
)
