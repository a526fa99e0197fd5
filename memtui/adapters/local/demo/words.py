"""The words that every subject shares: days, amounts, places. Facts name them as slots, `{weekday}`.

An entry fits after any word that a fact puts before the slot, so articles belong to the entry. Tables
of amounts go up, since an update makes the entry before it the old value.
"""

from __future__ import annotations

Words = dict[str, tuple[str, ...]]


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text; a line that starts with a space goes on with the one above."""
    return tuple(text.strip().replace("\n ", " ").split("\n"))


def tables(text: str) -> Words:
    """One table a line: `name: entry | entry`."""
    named = (line.split(":", 1) for line in lines(text))
    return {name: tuple(entry.strip() for entry in entries.split("|")) for name, entries in named}


SHARED = tables("""
weekday: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
workday: Monday | Tuesday | Wednesday | Thursday | Friday
month: January | February | March | April | May | June | July | August | September | October | November
 | December
season: spring | summer | autumn | winter
day: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23
 | 24 | 25 | 26 | 27 | 28
pastyear: 2019 | 2020 | 2021 | 2022 | 2023 | 2024
nextyear: 2027 | 2028 | 2029 | 2030 | 2031 | 2032
number: two | three | four | five | six | seven | eight | nine | ten
minutes: 10 | 15 | 20 | 25 | 30 | 40 | 45 | 50 | 60
clock: 8:30 | 9:00 | 9:15 | 9:30 | 10:00 | 10:30 | 11:00 | 11:45 | 13:00 | 14:00 | 14:30 | 15:00 | 16:15
 | 17:00 | 17:30 | 18:00
evening: 14:00 | 15:00 | 16:00 | 17:00 | 18:00 | 19:00 | 20:00
amount: 50 euros | 75 euros | 100 euros | 120 euros | 150 euros | 200 euros | 250 euros | 300 euros
 | 400 euros | 500 euros | 650 euros | 800 euros
budget: 1,500 euros | 2,000 euros | 2,500 euros | 3,000 euros | 4,000 euros | 5,000 euros | 7,500 euros
 | 10,000 euros | 15,000 euros
city: Kyoto | Seville | Reykjavik | Oaxaca | Ljubljana | Hanoi | Marrakesh | Edinburgh | Tbilisi | Montreal
 | Cape Town | Naples | Bergen | Buenos Aires | Athens | Taipei | Split | Chiang Mai | Krakow | Valletta
 | Palermo | Quebec City | Tallinn | Granada | Hamburg | Copenhagen | Busan | Lima | Cartagena | Galway
 | Budapest | Antwerp | Mexico City | Istanbul | Riga | Bologna | Hobart | Vancouver | Zanzibar | Kandy
country: Japan | Georgia | Vietnam | Morocco | Peru | Iceland | Kenya | Canada | Sri Lanka | Slovenia
 | Norway | Uruguay | Jordan | Nepal | Estonia | Indonesia | Chile | Tanzania
relative: mother | father | grandmother | grandfather | older brother | younger sister | aunt | uncle
 | cousin | niece | nephew | mother-in-law | twin sister | godfather
room: kitchen | bathroom | hallway | attic | basement | living room | study | guest room | garage | pantry
 | bedroom | laundry room
colleague: Ingrid | Marcus | Leila | Stefan | Aisha | Viktor | Camille | Ravi | Nadia | Owen | Sofia | Jonas
 | Mei | Carlos | Ewa | Dmitri | Grace | Henrik
topic: beekeeping | the Silk Road | coral reefs | typography | volcanoes | urban planning | chess openings
 | glaciers | fermentation | sailing | sleep | folk music | mushrooms | railways | soil health | ceramics
goal: a house deposit | a sabbatical | a camper van | the children's education | a new bicycle
 | an emergency fund | a trip to New Zealand | solar panels | a piano | retirement | a language course
 | a workshop in the garden
friend2: Robin | Kofi | Elena | Mateus | Saskia | Jamal | Petra | Anton | Yasmin | Diego | Freya | Hugo
 | Noor | Tove | Ibrahim | Carla
""")
