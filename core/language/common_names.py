"""Surnames that also are ordinary words: names only where the sentence uses them as such."""

from core.language.wordlists import words

COMMON = words(
    """
    aalto aho harju haapa halla heina hiekka hirvi joki jarvi kallio kangas karhu kaski kataja
    kivi koivu korpi koski kuusi kuja laakso laine lahti lampi lampo lehti lehto lehti leppa
    lintu luoto malmi manty maki meri metsa muuri myrsky niemi niitty nurmi oja orava palo pelto
    peippo pirtti puro puisto ranta rauta rauha saari salo sarvi seppa sora suo suomi susi talvi
    taivas tammi tuomi tuuli uusitalo vaara valo varis varpu vesi virta viita vuori ylitalo
    alm asp back berg bjork blad blom bo bratt bro bruun bygg dahl dal damm ek ekman falk fisk
    fjall flod fors frid frisk frost fura gard glad glas grahn gran gren grund gron hag hall ham
    hammar hav hed hjort holm hult hus hog is jarn kall klint klippa kullen kvarn kvist lager
    lilja lind ljung lov lund lang mark modig mork nord norr ost palm park ras ren ros rosen
    rask sand sjo skog skold slatt snygg sol stal stark sten strand strid strom sund svan svard
    svart torn torp trad torn vall varg vik vind vinter vit ostman ang ask
    abbey archer ash baker banks barber barn bell best bird bishop black bloom bond book bowl
    bridge bridges broad brook brooks brown bull bush butcher butler care carpenter carter case
    castle chambers chance chase church clay close coal cole cook cooper corner cotton court crane
    cross day dean drake dyer english farmer field fields fish fisher flood flower flowers ford
    forest foster fox freeman french frost gardener gardner gate gates glass gold good grant gray
    green grey ground grove hall hand hardy hart hawk hay heart heath hill hills hood hope house
    hunt hunter james judge key keys king kitchen knight lake lamb lane law light little lock
    long love major march marsh mason may meadows mill mills miller miner moon moore moss nail
    north nurse oak page painter parish park parker parks peace pike piper plant pond pool poole
    pope porter post potter power price prince quick rain read reed rice rich ring rivers road
    rock rose rush sands savage school sharp shepherd short silver skinner small smart smith snow
    south speed spring steel stone stones street strong summer summers swan swift taylor temple
    thatcher towers town turner vale wade walker wall walls ward warren waters weaver webb weeks
    wells west wheeler white wild winter winters wise wolf wood woods wright york young
    """
)
