"""Facts about what a person likes: food, music, hobbies, sports, ways of being served.

Written as in `facts_life`.
"""

from __future__ import annotations

from memtui.adapters.local.demo.words import tables

WORDS = tables("""
dish: mushroom risotto | pad thai with tofu | falafel | aubergine curry | vegetable gyoza | lentil dal
 | shakshuka | gnocchi with sage | bean chilli | pumpkin soup | okonomiyaki | spinach pie | ratatouille
 | bibimbap | black bean tacos | pierogi | miso ramen | chana masala | caponata | a halloumi wrap
drink: black coffee | oolong tea | a flat white | matcha | rooibos | an espresso | green tea | mate | chai
 | hot lemon water | a cortado
restaurant: Casa Verde | The Copper Pot | Nonna Pia | Lotus House | Taverna Eleni | Little Saigon
 | Bar Celeste | Saffron Court | The Salted Plum | Izakaya Hana | Mesa do Rio | Kolo
reason: the quiet back room | the handmade noodles | the terrace | the friendly staff | the short menu
 | the open kitchen | the vegetable dishes | the late kitchen hours
dislike: coriander | olives | blue cheese | liquorice | raw onion | beetroot | aniseed | celery | raisins
 | capers
bread: rye bread | focaccia | cinnamon rolls | sourdough | challah | banana bread | flatbread
 | seed crackers
cuisine: Georgian | Ethiopian | Korean | Lebanese | Peruvian | Sichuan | Goan | Basque | Vietnamese
 | Persian
landmark: the opera | the main station | the old harbour | the botanical garden | the stadium
 | the city library
spice: sumac | smoked paprika | gochujang | za'atar | cardamom | harissa | curry leaves | Sichuan pepper
heat: mild | medium | plenty of | no
snack: almonds | dark chocolate | rice crackers | dried mango | oat biscuits | roasted chickpeas | apples
occasion: New Year's Eve | birthdays | weddings | summer barbecues | the end of a project | family reunions
drinkalc: a glass of red wine | a wheat beer | dry cider | a gin and tonic | a glass of sherry | prosecco
vegetable: fennel | kohlrabi | the extra cabbage | celeriac | the parsnips | chicory
piece: a Chopin nocturne | a bossa nova standard | an Irish reel | a Bach invention | a film theme
 | a blues in E | a tango | a Satie piece | a folk song for a wedding | a jazz ballad
genre: Brazilian jazz | string quartets | ambient music | 90s hip-hop | fado | indie folk | cumbia | techno
 | Ethiopian jazz | choral music | city pop | bluegrass | krautrock
doing: writing reports | cooking | running | cleaning the house | coding | commuting | ironing | studying
concert: a string quartet | an open-air opera | a jazz festival | a synth-pop night | a folk festival
 | a film score evening | an organ recital
format: vinyl | cassettes | CDs | live radio | downloaded albums | concert recordings
band: the Paper Lanterns | Nine Harbours | Velvet Tramway | Salt & Cedar | the Quiet Engines
 | Marble Orchard | Low Tide Choir | Amber Static
merch: a tour poster | a record | a T-shirt | a tea towel | nothing but earplugs
craft: a wool scarf | a birdhouse | a patchwork quilt | a walnut cutting board | a set of mugs
 | a leather wallet | a pair of socks | a rag rug | a linen shirt | a paper lamp
bookgenre: crime novels | travel writing | science fiction | poetry | history | popular science
 | short stories | memoirs | graphic novels | nature writing
book: a biography of Ada Lovelace | a novel set in Trieste | a history of salt | a book about whales
 | a thriller set in Antarctica | a family saga from Lagos | essays on walking | a novel about a lighthouse
subject: street scenes | herons | abandoned factories | night skies | market stalls | doorways | trains
 | surfers
camera: a film camera | a phone | a second-hand rangefinder | a pinhole camera | a borrowed zoom lens
boardgame: Go | chess | Carcassonne | backgammon | Scrabble | bridge | Catan | cribbage
 | a cooperative board game
machine: a 1960s radio | an old motorbike | a typewriter | a wooden rowing boat | a racing bike
 | a pinball machine | a grandfather clock | a sewing machine
bird: a kingfisher | a hoopoe | two cranes | a barn owl | a white-tailed eagle | a waxwing | a bee-eater
collect: enamel signs | postcards | fountain pens | vinyl singles | stamps | minerals | old maps
 | matchboxes
rare: a misprint | anything from before 1930 | one with a lighthouse | a complete set | a green one
class: pottery | life drawing | salsa | woodworking | screen printing | glass blowing | theatre
 | calligraphy
brew: kombucha | ginger beer | pale ale | mead | cider | kefir | elderflower cordial
writing: a crime novel | a family history | a travel blog | a radio play | a collection of haiku
 | a cookbook
videogame: a farming game | online chess | a racing game | a city builder | a co-op puzzle game
 | an old platformer
charity: the food bank | the animal shelter | a repair café | the library | a hospice | a community garden
 | a refugee language café | the lifeboat station
newhobby: paragliding | kayaking | bouldering | stand-up paddling | ice swimming | fencing | foraging
 | archery
race: a half marathon | a marathon | a ten-kilometre race | a trail run | a sprint triathlon | a relay
times: two | three | four | five | six
laps: 20 | 30 | 40 | 50 | 60 | 80
league: hobby | company | veterans' | mixed | regional | university
watched: women's football | the Tour de France | tennis | rugby | cricket | handball | Formula E
 | figure skating
km: 6 | 8 | 10 | 12 | 14 | 18 | 21
destination: to the office | along the river | to the lake and back | around the reservoir | over the hill
gear: trail shoes | a climbing harness | a wetsuit | a road bike | hiking poles | a heart-rate strap
 | goggles with prescription lenses | a foam roller
kilos: 60 | 65 | 70 | 75 | 80 | 90 | 100
goalkilos: 110 | 115 | 120 | 125 | 130 | 140
stretch: yoga | Pilates | foam rolling | ten minutes of stretching | balance exercises
hills: the Dolomites | the Lake District | the Tatras | the Serra da Estrela | the Black Forest
 | the Peak District | the Highlands | the Pyrenees | the Japanese Alps
weather: when it does not rain | before work | at weekends | in any weather | after dark with good lights
answer: short | detailed | step-by-step | plain | direct | honest
layout: bullet points | a table | one example | a one-line summary first | links to sources | headings
remind: a day ahead | two hours ahead | in the morning | a week ahead | twice | on the same day
channel: e-mail | text message | calendar invite | chat | phone call | push notification
currency: euros | pounds | US dollars | Swiss francs | yen | Canadian dollars
distance: kilometres | miles
quiet: before nine | after eight in the evening | on Sundays | during lunch | during school holidays
 | while travelling | on Monday mornings
summary: a short list | one paragraph | a table | three sentences | a mind map | a checklist
detail: names and dates | the decisions only | open questions first | costs at the top | no jargon | sources
meet: in person | over video | on a walk | in a café | at the office | by phone
suggest: new diets | cryptocurrencies | productivity apps | cheaper insurance | horror films | gyms
 | cruises
shoptype: small shops | second-hand stores | the market | local makers | a physical store | cooperatives
theme: dark mode | a high-contrast theme | large type | a sepia theme | light mode | reduced motion
app: the calendar | every editor | the reading app | the banking app | the terminal | the mail program
eyes: tired eyes | migraines | long evenings at the screen | a bright office | habit
paper: paper tickets | printed recipes | a paper calendar | handwritten notes | printed maps | cash
language2: British English | plain English | American English | formal English | English without idioms
""")

FOOD = """
{S} is {diet} and usually orders {dish!} when eating out.
I'm {diet}, so when we eat out I usually go for {dish}.
My usual is {new} now, I got tired of {old}.
+, with {heat} heat | And always with {heat} heat.

{S} drinks {drink!} in the morning and nothing with caffeine after {evening}.
I have {drink} in the morning, and no caffeine after {evening}.
I've swapped {old} for {new}.

{S}'s favourite restaurant in {home} is {restaurant!} because of {reason}.
My favourite place in {home} is {restaurant}. It's {reason} that I love.
I have a new favourite: {new}. {old} changed hands.

{S} cannot stand {dislike!} in any form, not even in {dish}.
Please never suggest anything with {dislike}. Not even in {dish}.
I've made my peace with {old}. It's {new} that I can't stand.

{S} bakes {bread!} every {weekday} and takes half of it to {friend}.
Every {weekday} I bake {bread}, half of it goes to {friend}.
I've moved on from {old} to {new}.

{S} is looking for a good {cuisine!} restaurant near {landmark} for {number} people.
Do you know a good {cuisine} restaurant near {landmark}? There are {number} of us.
The others would prefer {new} to {old}.

{S} cooks {dish} on {weekday!}s in a batch that lasts {number} meals.
I cook a big batch of {dish} on {weekday}s, it lasts for {number} meals.
My batch cooking day is {new} now, not {old}.

{S} puts {spice!} on almost everything and buys it near {landmark}.
I put {spice} on almost everything. I get it from a shop near {landmark}.
My new obsession is {new}; {old} was last year.

{S} learned to make {dish!} from {his} {relative} and cooks it for {occasion}.
My {relative} taught me to make {dish}. I cook it for {occasion}.
For {occasion} it'll be {new} from now on, everybody is tired of {old}.

{S} keeps {snack!} in the desk drawer for long {workday}s.
On long {workday}s I live off the {snack} in my desk.
I've replaced the {old} with {new}.

{S} does not drink alcohol apart from {drinkalc!} at {occasion}.
I don't drink, apart from {drinkalc} at {occasion}.
If anything it's {new}, I never liked {old}.

{S} gets a vegetable box every {workday!} and passes {vegetable} on to {friend}.
Our vegetable box comes on {workday}s. {friend} gets {vegetable}.
The box comes on {new} now, no longer on {old}.
+, so dinner that day is decided late | So never plan dinner for that day too early.

{S} booked a table at {restaurant!} for {number} on {day} {month}.
I booked a table for {number} on {day} {month}, at {restaurant}.
{old} was full, so it's {new}.

{S} found the {dish} at {restaurant!} too salty and would not go back.
The {dish} at {restaurant} was far too salty, never again.
I have to correct myself, that was at {new}, not at {old}.
"""

MUSIC = """
{S} is learning {piece!} on the {instrument}.
I'm learning {piece} on the {instrument}.
I gave up on {old} and started {new}.
+ and practises {minutes} minutes a day | I practise {minutes} minutes a day.

{S} listens to {genre!} while {doing}.
I listen to {genre} while {doing}.
For {doing} it has to be {new} now, not {old}.

{S} has tickets for {concert!} in {city} in {month}.
I've got tickets for {concert} in {city} in {month}.
They cancelled {old}, we're going to {new} instead.
+ with {friend} | {friend} is coming with me.

{S} sings in a choir in {home} that rehearses on {weekday!}s near {landmark}.
My choir rehearses on {weekday}s, near {landmark}.
Rehearsals moved from {old} to {new}.

{S} prefers {format!} to streaming for {genre}.
For {genre} I'd rather have {format} than streaming.
I've switched from {old} to {new}.

{S} saw {band!} live with {friend} and came home with {merch}.
I saw {band} with {friend}, and brought home {merch}.
I keep mixing them up: it was {new}, not {old}.

{S} made a playlist of {genre!} for {occasion}.
I made a playlist for {occasion}: only {genre}.
I replaced the {old} with {new}, people wanted to dance.

{S}'s {instrument} needs new strings or a tuning every {month!}.
Remind me every {month} to have the {instrument} looked after.
Make that {new} instead of {old}.

{S} plays the {instrument} with {friend} in a duo that does {genre!}.
{friend} and I have a duo, me on {instrument}. We do {genre}.
We moved from {old} to {new}.
"""

HOBBIES = """
{S} is making {craft!} for {friend}.
I'm making {craft} for {friend}.
I've finished {old}. Now it's {new}.
+ and wants to finish it before {month} | It has to be done before {month}.

{S} reads {bookgenre!} before bed and is in the middle of {book}.
Before bed I read {bookgenre}. Right now it's {book}.
I'm more into {new} than {old} these days.

{S} likes to photograph {subject!} with {camera}.
I love photographing {subject}, with {camera}.
My new subject is {new}, I have enough of {old}.

{S} plays {boardgame!} with {friend} every {weekday}.
Every {weekday} I play {boardgame} with {friend}.
We switched from {old} to {new}.

{S} is restoring {machine!} in the {room}.
There's {machine} in my {room} that I'm restoring.
I sold {old} and started on {new}.

{S} goes birdwatching near {home} and saw {bird!} in {month}.
I saw {bird} near {home} in {month}!
Someone identified it for me: {new}, not {old}.

{S} collects {collect!} and is looking for {rare}.
I collect {collect}. What I'm after is {rare}.
I sold my {old} and only collect {new} now.

{S} takes a {class!} class at the community centre on {weekday}s.
On {weekday}s I have my {class} class at the community centre.
I dropped {old} and signed up for {new}.

{S} makes {brew!} at home, {number} litres at a time.
I make {brew} at home, {number} litres at a time.
After the {old} disaster I only make {new}.

{S} is writing {writing!} and sets aside {minutes} minutes a day for it.
I'm writing {writing}, {minutes} minutes a day.
I put {old} aside for {new}.

{S} plays {videogame!} with {partner} on {weekday} nights.
{weekday} night is game night with {partner}: {videogame}.
We finished with {old}, it's {new} now.

{S} volunteers at {charity!} on the first {weekday} of the month.
On the first {weekday} of the month I help at {charity}.
I moved from {old} to {new}.

{S} wants to try {newhobby!} in {month} with {friend}.
{friend} wants to take me along to try something in {month}: {newhobby}.
On second thoughts, {new} rather than {old}.
+, weather permitting | Only if the weather holds.
"""

SPORTS = """
{S} is training for {race!} in {city} and runs {times} times a week.
I've signed up for {race} in {city}. I run {times} times a week.
I changed my entry from {old} to {new}.
+ with {friend} | {friend} trains with me.

{S} swims {laps^} lengths on {weekday} mornings.
{weekday} mornings I swim {laps} lengths.
I'm at {new} lengths now, up from {old}.

{S} plays {sport} in a {league!} league in {home} on {weekday}s.
I play {sport} on {weekday}s, in a {league} league.
We've moved from the {old} to the {new} league.

{S} follows {watched!} and watches with {friend} on {weekday}s.
{friend} and I watch {watched} on {weekday}s.
I've lost interest in {old}, it's all {new} now.

{S} cycles {km!} km {destination} {weather}.
I cycle {km} km {destination}, {weather}.
The new route is {new} km instead of {old}.

{S} bought {gear!} for a weekend in {hills}.
I bought {gear} for our weekend in {hills}.
I exchanged {old} for {new}.

{S} can deadlift {kilos^} kg and wants to reach {goalkilos} kg by {month}.
I deadlift {kilos} kg. The goal is {goalkilos} by {month}.
{new} kg today, up from {old}.

{S} does {stretch!} after {sport} because of a stiff {bodypart}.
After {sport} I do {stretch}, my {bodypart} gets stiff otherwise.
My physio has me do {new} instead of {old}.

{S} goes hiking in {hills!} with {friend} every {season}.
{friend} and I go hiking every {season}, in {hills}.
This time we're going to {new}, not {old}.

{S} has a {sport} match on {weekday!} at {evening} and cannot take calls then.
No calls on {weekday} at {evening} please, I have a {sport} match.
The match was moved from {old} to {new}.
"""

PREFERENCES = """
{S} prefers {answer!} answers with {layout}.
I prefer {answer} answers, with {layout} please.
Actually, {new} works better for me than {old}.

{S} wants reminders {remind!} and only by {channel}.
Please send reminders {remind}, only by {channel}.
Better {new} than {old}.

{S} wants prices in {currency!} and distances in {distance}.
Prices in {currency} please, and distances in {distance}.
I've moved accounts, so {new} instead of {old} from now on.

{S} does not want to be contacted {quiet!}, except about {his} {child}.
Don't contact me {quiet}, unless it's about my {child}.
The quiet time is {new}; {old} is fine.

{S} likes meeting notes as {summary!} with {detail}.
For meeting notes I like {summary}, with {detail}.
Let's do {new} instead of {old}.

{S} prefers to meet {meet!} rather than by {channel} when it is about {topicwork}.
If it's about {topicwork}, I'd rather meet {meet} than by {channel}.
After this year I'd say {new} rather than {old}.

{S} asked not to get suggestions about {suggest!} or {topic}.
No more suggestions about {suggest} please, and nothing on {topic} either.
You can bring up {old} again, but not {new}.

{S} would rather buy {thing} from {shoptype!} even if it takes longer.
I'd rather buy {thing} from {shoptype}, even if it takes longer.
My rule now is {new}, not {old}.

{S} uses {theme!} in {app} because of {eyes}.
I need {theme} in {app}, because of {eyes}.
I've changed from {old} to {new}.

{S} prefers {paper!} and keeps a supply in {spot}.
I'm old-fashioned, I prefer {paper}. There's a supply in {spot}.
I've given up {old}, but I'm keeping {new}.

{S} wants letters to {addressee} written in {language2!}.
Letters to {addressee} should be in {language2}.
Please use {new} and not {old}.
+ and signed with the full name | And sign them with my full name.
"""
