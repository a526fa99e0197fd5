"""Who is remembered: users with traits that stay the same, agents with a trade, apps and runs."""

from __future__ import annotations

from hashlib import blake2b

from memtui.adapters.local.demo.words import tables
from memtui.core.values import dataclass

TRAITS = (
    "S", "his", "him", "home", "hometown", "job", "company", "partner", "child", "friend", "pet", "petkind",
    "sport", "instrument", "tongue", "diet", "allergy", "birthday",
)  # fmt: skip

_HERS, _HIS, _THEIRS = ("her", "her"), ("his", "him"), ("their", "them")
_LANGUAGES = ("pt", "de", "zh", "ja", "ar", "hi")

_NAMES = tables("""
women: Alice | Maria | Hannah | Priya | Fatima | Yuki | Elena | Ngozi | Sofia | Ingrid | Camila | Mei
 | Aisha | Greta | Naomi | Ewa | Lucia | Zainab | Astrid | Beatriz | Chiara | Dalia | Esther | Freya | Imani
 | Jana | Kavya | Linh | Marta | Noor | Olga | Rosa
men: Bob | Tomasz | Lars | Kwame | Diego | Ravi | Jonas | Omar | Mateo | Viktor | Hiro | Samuel | Pavel
 | Idris | Luca | Andre | Bruno | Chen | Dmitri | Emil | Farid | Goran | Hugo | Ivan | Jorge | Kenji | Leon
 | Milan | Nikhil | Oscar | Rafael | Stefan
last: Silva | Chen | Nowak | Okafor | Tanaka | Garcia | Larsen | Haddad | Kowalski | Mensah | Novak | Rossi
 | Schmidt | Singh | Suzuki | Torres | Alves | Berg | Costa | Dubois | Eriksen | Fischer | Gupta | Horvat
 | Ibrahim | Jansen | Khan | Lindqvist | Moreau | Nguyen | Olsen | Park | Quinn | Reyes | Santos | Takahashi
 | Usman | Vega | Weber | Yilmaz | Zhang | Abbas | Baker | Castro | Diaz | Evans | Ferrari | Gruber | Hansen
 | Ito | Jovanovic | Kim | Lopez | Meyer | Nakamura | Ortiz | Petrov | Ramos | Sato | Tran | Ueda | Vargas
 | Wang | Young | Ziegler | Adeyemi | Bianchi | Campbell | Duarte | Engel | Fonseca | Gill | Hoffman | Iyer
 | Jensen | Keller | Lim | Mori | Nair | Obi | Patel | Rao | Simic | Teixeira | Vogel | Wood | Yamada
 | Bauer | Cruz | Doyle | Farah | Grant | Holm | Kaya | Lund | Marino | Nunes | Owusu
""")
_TABLES = tables("""
home: Lisbon | Berlin | Austin | Toronto | Leeds | Nairobi | Pune | Osaka | Gdansk | Utrecht | Dublin
 | Melbourne | Denver | Lyon | Malmo | Singapore | Bogota | Accra | Vienna | Portland | Bristol | Zagreb
 | Wellington | Chicago | Turin | Helsinki | Montevideo | Cork
hometown: Aveiro | Lund | Galway | Puebla | Kumasi | Mysore | Nara | Torun | Delft | Lucca | Bath | Boulder
 | Salta | Tromso | Trieste | Kandy
job: a nurse | a product manager | a civil engineer | a teacher | a backend developer | an architect
 | a translator | a veterinarian | a data analyst | a pastry chef | an electrician | a librarian | a lawyer
 | a sound engineer | a marine biologist | a project manager | a graphic designer | a physiotherapist
 | an accountant | a journalist | a UX researcher | a train driver
company: Northwind Labs | Halden Robotics | Brightwater Clinic | Osprey Logistics | Fernway Studio
 | Kestrel Energy | Maple & Stone | Polaris Transit | Quillon Press | Redwood Foods | Saltmarsh Records
 | Tessera Software | Umbra Health | Verdant Farms | Westgate Schools | Yarrow Bank
partner: Ana | Jonas | Leila | Marco | Nina | Paul | Ruth | Sven | Tara | Vera | Will | Yara | Ben | Clara
 | Dan | Emre | Gita | Iris | Joao | Kim
child: daughter Emma | son Leo | daughter Maya | son Noah | daughter Ines | son Theo | daughter Lina
 | son Felix | daughter Ada | son Milo | daughter Zoe | son Anton
friend: Sam | Joao | Katrin | Mehmet | Lucy | Andrzej | Farah | Tom | Isabel | Raj | Birgit | Kenta | Olu
 | Chloe | Mikko | Paula | Hamid | Jess
pet: Biscuit | Miso | Pixel | Luna | Otis | Nori | Waffles | Figo | Juno | Pepper | Ziggy | Mochi | Rufus
 | Olive
petkind: a beagle | a tabby cat | a border collie | a rescue greyhound | a Maine Coon | a dachshund
 | a lop-eared rabbit | a corgi | a black cat | a labrador | a grey parrot | a poodle
sport: football | basketball | volleyball | handball | hockey | badminton | tennis | table tennis | rugby
 | squash
instrument: guitar | piano | cello | accordion | violin | banjo | harp | double bass | ukulele | mandolin
tongue: Portuguese | Japanese | Spanish | German | Italian | Korean | Arabic | Swedish | Polish | Turkish
 | Mandarin
diet: vegetarian | vegan | mostly vegetarian | pescatarian | vegetarian on weekdays
allergy: peanuts | tree nuts | shellfish | sesame | soya | mustard | lupin | celery
birthday: 3 January | 14 March | 9 April | 22 May | 30 June | 17 July | 5 August | 28 September | 11 October
 | 2 November | 19 December | 25 February | 6 June | 1 May
""")
# The first users, who are in every demo: their traits are those of the front page (`showcase`).
_FIRST: tuple[tuple[str, str, tuple[str, str], str, dict[str, str]], ...] = (
    ("alice", "Alice", _HERS, "de", {
        "home": "Leeds", "job": "a veterinarian", "company": "Umbra Health", "partner": "Marco",
        "child": "daughter Ines", "pet": "Biscuit", "petkind": "a beagle", "diet": "vegetarian",
        "allergy": "tree nuts", "tongue": "Portuguese", "friend": "Lucy"}),
    ("bob-chen", "Bob", _HIS, "zh", {
        "home": "Toronto", "job": "a backend developer", "company": "Tessera Software", "partner": "Nina",
        "child": "son Theo", "pet": "Mochi", "petkind": "a black cat", "sport": "badminton"}),
    ("maria.silva", "Maria", _HERS, "pt", {
        "home": "Lisbon", "job": "an architect", "company": "Fernway Studio", "partner": "Jonas",
        "child": "son Leo", "instrument": "cello", "hometown": "Aveiro", "diet": "pescatarian"}),
    ("zoë", "Zoë", _HERS, "de", {
        "home": "Berlin", "job": "a sound engineer", "company": "Saltmarsh Records", "partner": "Emre",
        "instrument": "double bass", "diet": "vegan"}),
    ("李雷", "李雷", _HIS, "zh", {
        "home": "Singapore", "job": "a data analyst", "company": "Yarrow Bank", "sport": "table tennis"}),
    ("O'Brien, Pat", "Pat", _THEIRS, "de", {
        "home": "Cork", "job": "a train driver", "company": "Polaris Transit", "pet": "Figo",
        "petkind": "a border collie"}),
    ("priya_k", "Priya", _HERS, "hi", {"home": "Pune", "job": "a product manager"}),
    ("tomasz.nowak", "Tomasz", _HIS, "de", {"home": "Gdansk", "job": "a civil engineer"}),
    ("hannah", "Hannah", _HERS, "de", {"home": "Vienna", "job": "a teacher"}),
    ("user/with slash", "User", _THEIRS, "pt", {}),
    ("yuki.tanaka@example.com", "Yuki", _HERS, "ja", {"home": "Osaka", "job": "a translator"}),
    ("kwame", "Kwame", _HIS, "pt", {"home": "Accra", "job": "an electrician"}),
    ("user_18233", "User", _THEIRS, "pt", {}),
    ("fatima-z", "Fatima", _HERS, "ar", {"home": "Lyon", "job": "a lawyer"}),
    ("lars", "Lars", _HIS, "de", {"home": "Malmo", "job": "a marine biologist"}),
    ("राहुल", "Rahul", _HIS, "hi", {"home": "Pune", "job": "a journalist"}),
)  # fmt: skip
# Ids that a careless client writes for the first users; a curator wants to find them.
MISSPELT = {"alice": "alice ", "bob-chen": "Bob-Chen", "maria.silva": "maria.silva\u200b", "hannah": "Hannah"}

# Agents with their trades (`facts.AGENT_FACTS`), most talkative first.
AGENTS = (
    ("travel-assistant", "travel"), ("support-bot", "support"), ("code-reviewer", "code"),
    ("meal-planner", "kitchen"), ("meeting-notes", "office"), ("research-agent", "office"),
    ("fitness-coach", "fitness"), ("devops-oncall", "code"), ("hr-helpdesk", "people"),
    ("email-triage", "office"), ("home-hub", "house"), ("language-tutor", "language"),
    ("sales-copilot", "office"), ("finance-advisor", "money"), ("data-analyst", "code"),
    ("onboarding-guide", "people"),
)  # fmt: skip
APPS = ("web-chat", "ios", "slack", "vscode", "whatsapp", "crm-sync", "voice", "email-intake")


@dataclass(frozen=True, slots=True)
class Person:
    """A user. `traits` fill the first slots of a fact, in the order of TRAITS; `unnamed` says "User"."""

    user_id: str
    traits: tuple[str, ...]
    unnamed: tuple[str, ...]
    language: str


def user_count(size: int) -> int:
    """How many users a demo of this size has: about one for 200 memories."""
    return 6 + size // 200


def person(number: int) -> Person:
    """The user with this number, from 0; every number up to 6,000 has an id of its own."""
    draw = blake2b(number.to_bytes(8, "little"), digest_size=32, salt=b"person").digest()
    traits = {key: table[draw[at] * len(table) >> 8] for at, (key, table) in enumerate(_TABLES.items())}
    language = _LANGUAGES[draw[30] % len(_LANGUAGES)]
    if number < len(_FIRST):
        user_id, shown, pronouns, language, own = _FIRST[number]
        traits.update(own)
    else:
        place = number * 2477 % (64 * len(_NAMES["last"]))
        is_woman = place % 64 < 32
        shown = _NAMES["women" if is_woman else "men"][place % 32]
        pronouns = _HERS if is_woman else _HIS
        user_id = _user_id(number, shown, _NAMES["last"][place // 64])
        if user_id.startswith("user"):
            shown, pronouns = "User", _THEIRS
    if len({shown, traits["partner"], traits["friend"]}) < 3:
        traits["partner"], traits["friend"] = "Alex", "Max"
    rest = tuple(traits[key] for key in TRAITS[3:])
    return Person(user_id, (shown, *pronouns, *rest), ("User", *_THEIRS, *rest), language)


def _user_id(number: int, first: str, last: str) -> str:
    small, name = first.lower(), last.lower()
    style = number % 8
    if style == 0:
        return f"{small}.{name}"
    if style == 1:
        return f"{small}-{name}"
    if style == 2:
        return f"{small}{number}"
    if style == 3:
        return f"{small}.{name}@example.com"
    if style == 4:
        return f"user_{20_000 + number * 37}"
    if style == 5:
        return f"{small}_{name}"
    if style == 6:
        return f"{first} {last}"
    return f"{last}, {first}" if number % 3 else f"team/{small}-{name}"
