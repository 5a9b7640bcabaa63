"""Names that are ordinary words too: found alone they are told and ticked at release, and stop nothing.

The list is short on purpose. A name that is missing here stops a document that uses the word: that is the safe side,
and a person sees it at once. It is documented in docs/documents.md.
"""


def _words(text: str) -> list[str]:
    return text.split()


_LISTS = {
    "words of the papers themselves": """
        dear doctor drew english foster home officer said
        agenda blank chair child children draft form letter note outline pattern plan record report sample page
    """,
    "months and days": """
        january february march april may june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday
    """,
    "seasons, feasts and times of day": """
        autumn summer winter spring easter christmas dawn day days night morning noon dusk holiday week
    """,
    "colours": """
        amber auburn azure black blue bronze brown crimson emerald fawn gold golden green grey gray indigo ivory
        jade olive orange pink purple red ruby rust rusty saffron scarlet silver teal violet white yellow
    """,
    "plants": """
        alder almond apple ash basil bay beech berry birch blossom briar bush cedar cherry clover daisy elder
        elm fern field fig flora flower forest garden ginger hawthorn hazel heath heather holly iris ivy jasmine
        laurel lavender leaf lemon lily maple meadow nettle oak orchid pansy peach pear petal pine plum poppy
        primrose reed rose rosemary rowan rush sage thorn thyme tree tulip vine willow wood woods
    """,
    "animals and nature": """
        bear bee bird brook brooks burn cave cliff cloud crane creek crow dove fish fox frost hail hill hills
        hound kite lake lamb lion mist moon moor ocean pond pool rain ridge rivers river rock sky snow sparrow
        star stone storm summit sun sunny vale wave waters west wind north south east
    """,
    "virtues and qualities": """
        able bliss bold bright charity clarity constant courage destiny earnest faith fortune frank free gay
        glory good grace grand happy hardy harmony honest honor honour hope joy joyce just justice keen kind
        liberty long low love loyal lucky mercy merit merry modesty noble patience peace pleasant precious
        prosper prudence quick rich serene sharp short small smart sterling strong sweet temperance trinity true
        truth trust unity valour verity virtue wild wise young younger
    """,
    "trades and titles": """
        baker bishop carpenter chancellor chase clerk coach constable cook deacon earl farmer fisher forester
        gardener guard head hunter judge keeper king knight lord major marshal master mayor miller minister
        nurse page painter parson pastor porter prince prior priest princess queen ranger shepherd singer
        steward tailor teacher usher ward warden
    """,
    "common nouns used as names": """
        angel art bank barker barn barrow baron bell bill bills blade bloom book booth bow bowl bowling box boy
        boys brand bridge bridges brush bud butcher buttons camp cane case cash castle chance chapel chat chip
        church coal coffee cotton couch court cox craft crisp cross crystal cup cutter cutting dash diamond
        dollar drum ford gate gates gem glass grant grove guy hall harbour heaven hook horn house iron jury key
        keys kit lace land lane law laws leader legend link list little lock locks lodge lot luck mark marks
        mile miles mill mills mint moss music nightingale pages park parks patch pattern pearl penny pepper
        place plant poll post pound power powers pride read reader reading rhyme ring robe rocket sample saint
        sands seal shore skip sole song sons sparks spice steel stew stock street summers temple town trick trip
        tune vanity vision wall walls way weeks wheel wick will wills win wing wish worth
    """,
    "verbs, small words and endings": """
        abide abound aid aim am an any are as at be been bid both buy by call can care carry catch come cope do
        done else en et ever every fay few find fit for fry go going has have he heal hello her hi him his how i
        if in is it its last late lay lie look lo made make many me meet more most much my nay need new no nor
        not now of off ok old on one or our out over own pay per pip play put rest ride rise say see sell send
        shall she shed show sing sit so some speak stay stand such tell ten than that the them then they this
        thy tie to too top try twin two up us use very wait want was we wed well were what when who why with
        work would yes yet you your ng
    """,
    "family and people": """
        adult aunt auntie babe baby brother child children cousin dad daddy daughter family father friend gran
        grandad grandma grandpa granny husband junior kid kin man mother mum mummy nana neighbour nephew niece
        parent partner senior sister son uncle wife woman
    """,
    "documents and meetings": """
        agenda answer chair conference copy decision draft example form fact file letter leaflet member minute
        minutes note notes part person plan record report review safe school service social specimen staff
        support word
    """,
    "places of England that are surnames": """
        reading ascot bath bedford berkshire berwick bolton boston bracknell brighton bristol buckingham bury
        cambridge chester coventry crawley devon dover durham ealing england essex exeter hastings hereford
        huntingdon ireland kent kingston lancaster leeds leicester lincoln london luton maidenhead merton
        newbury norfolk northampton nottingham oxford richmond rochester rugby rutland salford scotland
        sheffield slough somerset stockport sussex taunton telford trafford wakefield wales walsall warwick
        westminster wigan winchester windsor wokingham worcester york
    """,
}

#: Every name that is an ordinary word too, without case.
ORDINARY: frozenset[str] = frozenset(word for words in _LISTS.values() for word in words.split())

#: What stands in the field of a name and is none: never searched for alone.
NO_NAME: frozenset[str] = frozenset(
    _words(
        """
        mr mrs ms miss mx dr prof professor sir dame rev reverend fr revd pc dc ds di dci sgt insp inspector wpc wdc
        jr jnr sr snr ii iii iv aka nee née formerly known as also called or and of the for to be unborn baby bump
        infant twin de du da di dos das del della van von der den ter ten bin bint ibn al el la le st saint mac mc
        ap ab a i o unknown name not yet recorded tbc mother father mum dad parent parents
        brother sister uncle aunt grandmother grandfather grandparent partner family child children carer
        """
    )
)

TITLES: frozenset[str] = frozenset(
    _words(
        """
        mr mrs ms miss mx dr prof professor sir dame rev reverend revd pc dc ds di dci sgt insp inspector wpc wdc
        """
    )
)
