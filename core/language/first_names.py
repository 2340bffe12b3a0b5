"""Common given names in the three languages: a subject that is not the writer, or which part of
a stored name is the surname. Folded (no dots and accents)."""

from core.language.wordlists import words

FIRST_NAMES = words(
    """
    aapo aarne aaro aaron ahti aki aleksi aleksanteri allu ari armas arto arttu arvo asko atte
    eelis eemeli eero eetu eino elias elmo ensio erkki esa esko hannu harri heikki henri henrik
    hermanni iiro ilari ilkka ilmari ilpo isto jaakko jalmari jani janne jari jarkko jarmo jarno
    jere jesse joel joni jonne joona joonas jorma jouko jouni juha juhani juho jukka julius jussi
    jyri jyrki kai kaapo kaj kalevi kalle kari keijo kimmo kosti kristian lasse lauri leevi leo
    lenni leino makke marko markku marko martti matias matti mauri miikka miika mika mikael mikko
    miro mirko niilo niklas niko oiva olavi olli onni oskari osmo otso otto paavo panu pasi pauli
    pekka pentti pertti pete petri petteri pertsa raimo rami rasmus rauno reijo reino riku risto
    roni roope sakari saku sami sampo samu samuli santeri santtu sauli seppo simo sulo taavi taisto
    taneli tapani tapio tatu tauno teemu tero teppo timo tino toivo tomi tommi toni topi tuomas
    tuomo tuure urho usko uuno vaino valtteri veikko veli verneri vesa viljami ville vilho visa
    aada aino aila airi aliisa alli alina anette anita anja anna anne anneli anni annika annu
    anu arja asta auli aune aura eeva eevi eila eija eini elina elisa elisabet elli ella emilia
    emma emmi enni erja essi esteri eveliina hanna hannele heidi heini heli helena helmi hilkka
    hilla hilma iida iina ilona inka inkeri irene iris irja irma jaana janina jasmin jenna jenni
    johanna jonna juulia kaarina kaija kaisa karoliina katariina kati katja katri kerttu kirsi
    kirsti krista kristiina laila laura lea leena leila lenita liisa lilja linnea lotta maaria
    maarit maija mari maria marianne mariia marika marita maritta marja marjo marjut marjatta
    martta merja mervi meri mia miia mila milla minna mirja mirjam mirka moona mona nea nelli niina
    noora oona orvokki outi paula pauliina paivi paivikki petra piia pilvi pinja pirjo pirkko raija
    raili reeta riikka riina riitta ritva roosa saana saara saija saila saimi salla salme sanna
    sanni sari satu seija senja senni siiri sini sinikka sirkka sirpa sisko sofia soile soili sonja
    suvi taija taina tarja taru tea tellervo terhi terttu tiia tiina tuija tuula tuuli tuulia
    tytti ulla vappu varpu veera venla viivi virpi virve vuokko wilma
    adam agneta albin alexander alfred alva amanda anders andreas anette anton arne arvid astrid
    axel barbro bengt berit bertil birgit birgitta bjarne bjorn bo bosse britt britta calle camilla
    carina carl carolina catarina cecilia charlotte christer christina christoffer claes conny
    dagny daniel david ebba edvin elin elsa elvira emil emelie erik erika ester eva evelina
    felicia filip folke frank frans fredrik frida gabriel georg gerd goran greta gun gunilla
    gunnar gunvor gustaf gustav hakan hampus hanna hanne hans harald hasse helena helge henning
    hugo ida inga ingela ingemar inger ingrid isabelle isak ivar jacob jakob jan janne jens jenny
    jerker jesper jessica jimmy joakim jocke johan johannes john johnny jonas jonatan jorgen josef
    josefin julia karin karl karolina kenneth kent kerstin kicki kjell klara klas krister kristina
    lars lasse leif lena lennart lina linda linus lisa lisbeth louise lovisa ludvig lukas mats
    magdalena magnus maj maj-lis malin marcus margareta maria marie marita markus martin matilda
    mathias mattias maud melker mikael micke monica morgan moa nils nisse nina oscar ola olle olof
    ove patrik per pelle peter petter pia pontus rebecka rikard robban robert robin roger roland
    rolf ronny rune sandra sara sebastian sigrid signe simon siv sofie solveig stefan sten stig
    stina sture sune susanne sven svante svea tage tobbe tobias tommy tomas thomas tor torbjorn
    tord tore torsten tove tuva ulf ulla ulrika urban uffe vera veronica victor viktor viktoria
    viola vidar vilgot wilhelm william yngve yvonne ake asa orjan
    aaron abby abigail adrian aidan aisha alan alana alastair albert alec alex alexandra alfie
    alice alison amber amelia amy andrea andrew andy angela angus anita ann annabel anne annie
    anthony archie arthur ashley barbara barney barry beatrice becky ben benjamin bernard beth
    bethany betty bev bill billy bob bobby brad bradley brenda brian bruce bryan callum cameron
    carl carol caroline catherine cathy charles charlie chloe chris christian christine christopher
    claire clare clive colin connor craig daisy damian dan danny darren dave dawn dean deb debbie
    declan denise dennis derek diana diane dominic donald donna dorothy doug dougie douglas duncan
    dylan eddie edward eileen elaine eleanor elizabeth ellen ellie emily emma eric ethan evan evie
    fatima finlay fiona fran frances francis frank fraser fred freddie freya gareth gary gavin gaz
    gemma geoff george georgia georgina gerald gerry gill gillian glen glenn gordon grace graeme
    graham greg hamish hannah harriet harry harvey hayley hazel heather helen henry holly howard
    hugh iain ian imogen irene isaac isabel isla ivan jack jackie jacob jade jake james jamie jan
    jane janet janice jasmine jason jay jean jeff jen jennifer jenny jeremy jess jessica jim jimmy
    jo joan joanna joanne joe joel john johnny jon jonathan jordan joseph josh joshua joyce jude
    judith judy julia julian julie justin karen kat kate katherine kathleen kathryn kathy katie
    kayleigh keith kelly ken kenny kerry kev kevin kieran kim kirsty kyle larry laura lauren lee
    leah leanne leo leon lesley lewis liam lily linda lindsay liz lorraine louis louise luca lucy
    luke lynn lynne malcolm marc marcus margaret marion martin marty mary matt matthew maureen max
    megan mel melanie melissa mia michael michelle mick mike millie mo mohammed mohamed molly
    muhammad nadia nancy naomi nat natalie natasha nathan neil niall nick nicky nicola nicole
    nigel noah norman oliver olivia omar oscar owen paige pam pamela pat patricia patrick paul
    paula pauline penny pete peter phil philip phoebe polly poppy priya rachel raj ralph ray
    raymond rebecca reg rhys ricky richard rick rob robbie rod rodney roger ron ronnie rory ross
    rosie roy russ russell ruth ryan sally sam samantha samuel sandra sanjay sarah scott sean
    sebastian seth shane sharon shaun sheila shirley simon smithy sophie stacey stan stanley
    stella stephanie stephen steve steven stu stuart sue susan suzanne tara ted terence teresa
    terry tess theo theresa tim tina toby todd tom tommy tony tracey tracy trevor tyler valerie
    vanessa vicky victor victoria vince vincent wayne wendy will willy yasmin yvonne zac zach zoe
    """
)
