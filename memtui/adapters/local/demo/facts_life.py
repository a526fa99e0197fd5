"""Facts about a person's life: themselves, family, home, health, milestones.

A fact is a paragraph: what is remembered, what the person said, and, where a detail may change, what they
said when it did. `{S}` is the person, `{his}` and `{him}` follow, `{detail!}` is the detail that may
change, `{old}` and `{new}` are its two values. A line with `+` is a clause that a later conversation adds,
and after `|` what the person said then. The other slots are tables of words, and the person's own
traits (`people.Person`). `{amount^}` is a detail that only grows.
"""

from __future__ import annotations

from memtui.adapters.local.demo.words import tables

WORDS = tables("""
district: the old town | the harbour district | a quiet street near the university | the north end
 | a flat above a bakery | the hills outside the centre | a houseboat on the canal | the station quarter
 | a shared house by the park | the new estate by the river | the museum quarter
gift: a fountain pen | a hand-drawn map | a pottery class | concert tickets | a cast-iron pan | a telescope
 | a weekend in the mountains | a signed first edition | a wool blanket | a bread knife
level: A1 | A2 | B1 | B2 | C1 | C2
helper: a tandem partner | a podcast | flashcards on the train | a neighbour | an evening class
 | a private tutor
transport: by bicycle | by tram | by bus | by electric scooter | on foot | by cargo bike | by shared car
 | by metro | by moped
early: 5:15 | 5:30 | 5:45 | 6:00 | 6:15 | 6:30 | 6:45 | 7:00
before: breakfast | the children are up | the first meeting | the gym opens | the news
 | anyone else is awake
shoe: 37 | 38 | 39 | 40 | 41 | 42 | 43 | 44 | 45
clothes: coats | jeans | jumpers | shirts | boots | everything except shoes | winter clothes
feeling: nervous | calm | fairly confident | uneasy | relaxed | tense | enthusiastic
prepare: notes on index cards | a rehearsal in front of the mirror | breathing exercises | a long walk
 | one slide fewer than planned | a recording of the practice run
item: library card | reading glasses | bank card | bicycle key | house key | rail pass | gym card
 | headphones | umbrella | staff badge
fear: heights | deep water | wasps | flying | lifts | large dogs | the dentist | driving at night
 | thunderstorms
avoid: rooftop bars | cable cars | the shortcut through the tunnel | the back row | window tables
 | late appointments | boat trips
reachable: after six in the evening | during school hours | on weekday mornings
 | at any time by text message | at lunchtime | before nine | at weekends | on the work number
spot: the top drawer of the desk | a box under the bed | the blue folder in the study | the safe at work
 | the kitchen cupboard | a fireproof box in the hallway
activity: judo | violin lessons | a coding club | ballet | swimming lessons | a drama group | scouts
 | pottery | chess club | gymnastics | drum lessons | a photography club
medicine: an adrenaline pen | antihistamines | an inhaler | a written plan for the teachers
allergen: peanuts | cashews | shellfish | bee stings | cow's milk | sesame | penicillin | cat hair | eggs
surgery: a hip operation | knee surgery | a cataract operation | a broken wrist | pneumonia
 | a shoulder operation
party: a picnic | a boat trip | a surprise dinner | a cooking class | a garden party | a quiz evening
 | a weekend in a cabin | a concert at home
outing: tango lessons | a film | dinner for two | a pub quiz | a concert | bowling | a long walk
dream: a vet | a marine biologist | a train driver | an astronaut | a pastry chef | an illustrator
 | a firefighter | a palaeontologist | a goalkeeper
business: a small bakery | a bicycle workshop | a guest house | a language school | a plant nursery
 | a second-hand bookshop | a veterinary practice | a vineyard
pickup: at 15:30 | straight after lunch | at 16:00 | at 17:15 | by bicycle | from the swimming pool
 | from after-school club
habit: a goodnight story over video | a shared photo album | a group chat | a monthly letter
 | a Sunday puzzle | a long phone call
material: oak floorboards | terracotta tiles | lime plaster | cork flooring | linoleum in dark green
 | reclaimed brick | white metro tiles | birch plywood
appliance: dishwasher | washing machine | boiler | fridge | oven | extractor fan | tumble dryer | heat pump
plant: tomatoes | chillies | basil | strawberries | runner beans | lavender | a lemon tree | sweet peas
 | potatoes
degrees: 18 | 18.5 | 19 | 19.5 | 20 | 20.5 | 21
network: Pinecone | Blue Heron | Nimbus-5 | Lighthouse | Old Mill | Tapir | Second Floor | Moonbase
shop: the covered market | the co-op on the corner | the farm shop | the discounter by the ring road
 | the Turkish grocer | the zero-waste shop
furniture: sofa | dining table | bookcase | wardrobe | desk chair | mattress | chest of drawers | floor lamp
chore: the laundry | the cooking | the bins and recycling | the windows | the bills | the school run
 | the ironing
otherchore: the garden | the shopping | the dishes | the vacuuming | the car | the bathroom | the paperwork
stored: winter tyres | camping gear | a piano | old paintings | two bicycles | boxes from the last move
 | skis
dishes: a curry at a buffet | a salad dressing | dim sum | a birthday cake | a snack on a plane
 | a tasting menu | a sandwich from the canteen
supplement: vitamin D | iron tablets | magnesium | omega-3 | vitamin B12 | zinc | a probiotic
mealtime: breakfast | lunch | dinner | a glass of orange juice | the morning coffee
doctor: dentist | physiotherapy | dermatology | sleep clinic | cardiology | knee clinic | hearing clinic
 | vaccination | dietitian
hours: 5 | 5.5 | 6 | 6.5 | 7 | 7.5 | 8
tracker: a ring | a watch | a paper diary | an app on the phone | a mat under the mattress
bodypart: left knee | right shoulder | lower back | right ankle | neck | left wrist | hip | Achilles tendon
cause: while skiing | lifting a suitcase | on the stairs | in the garden | during a match | carrying boxes
 | after a fall from the bike
vice: sugar | coffee | late-night television | crisps | energy drinks | cigarettes | beer on weekdays
 | social media | red meat
substitute: peppermint tea | a short walk | sparkling water | fruit | ten push-ups | chewing gum
 | an audiobook
when: before work | after lunch | on the train | before bed | in the park | with a phone app
trigger: red wine | strong perfume | fluorescent light | dehydration | skipped meals | weather changes
 | long screen days | blue cheese
remedy: a dark room | an ice pack | two hours of sleep | a triptan | silence and tea
pulse: 68 | 66 | 64 | 62 | 60 | 58 | 56 | 54 | 52
weeks: six | eight | ten | twelve | sixteen
glasses: varifocals | reading glasses | contact lenses | blue-light glasses | prescription sunglasses
litres: 1 | 1.25 | 1.5 | 1.75 | 2 | 2.25 | 2.5 | 3
racing: the Lisbon half marathon | a city ten-kilometre race | a mountain marathon | an autumn triathlon
 | a night run | the Rhine relay | a 100 km bike tour | the harbour swim
racetime: with a personal best | in the middle of the field | just before the cut-off | with a cramp
 | ten minutes faster than planned | in pouring rain
years: five | six | seven | eight | nine | ten | eleven | twelve | fifteen | twenty
title: team lead | senior specialist | head of department | principal engineer | deputy director
 | regional manager | staff nurse | programme manager
exam: driving test | sailing licence | B2 language exam | first aid course | project management certificate
 | bar exam | motorcycle test | amateur radio exam
attempt: first | second | third
sold: the old car | a motorbike | the second flat | a cello | a caravan | shares from a former employer
 | a sewing machine
published: a short story | a cookbook | a blog series | a photo essay | a research paper
 | an open-source library | a children's book
days: 30 | 45 | 60 | 90 | 100 | 150 | 200 | 365
contest: a science fair | a swimming gala | a poetry slam | a baking contest | a robotics tournament
 | a regional chess tournament
conference: a regional conference | a meetup | an internal tech day | a university seminar
 | a community festival
countries: 14 | 17 | 19 | 22 | 25 | 28 | 31 | 36 | 40
tree: an apple tree | a walnut tree | a magnolia | a cherry tree | an olive tree | a maple
event: the move | a new job | the birth of a nephew | the end of treatment | retirement | the wedding
""")

PERSONAL_DETAILS = """
{S} lives in {home}, in {district!}.
I live in {home}, in {district}.
We've moved. Still in {home}, but {new} instead of {old}.
+ with {partner} and {petkind} called {pet} | Home is me, {partner} and {pet}, {petkind}.

{S}'s birthday is on {birthday} and {his} favourite present so far was {gift!}.
My birthday is {birthday}. The best present I ever got was {gift}.
I take that back about presents: {new} beats {old}.

{S} speaks {tongue} at {level^} level and practises with {helper}.
My {tongue} is at about {level} now, I practise with {helper}.
I passed the test, so my {tongue} is {new} now, no longer {old}.
+ on {workday} evenings | I do that on {workday} evenings.

{S} gets around {home} {transport!} on most days, even in {month}.
Around {home} I mostly go {transport}, even in {month}.
These days I get around {new}, no longer {old}.

{S} gets up at {early!} and does {his} best thinking before {before}.
I get up at {early}. My best thinking happens before {before}.
I moved my alarm from {old} to {new}.

{S} takes shoe size {shoe!} and buys {clothes} second hand.
I'm a size {shoe} in shoes, and I buy {clothes} second hand.
Those were too small, I'm a {new} and not a {old}.

{S} feels {feeling!} about speaking in public and prepares with {prepare}.
Speaking in public makes me {feeling}. What works for me is {prepare}.
After the last talk I'd say {new} rather than {old}.

{S} lost {his} {item!} on the way to {city} and needs a replacement.
I lost my {item} on the way to {city}. How do I get a new one?
Sorry, it's the {new} that is gone. The {old} turned up in my bag.

{S} is afraid of {fear!} and avoids {avoid}.
I'm scared of {fear}, so no {avoid} please.
What really scares me is {new}, not {old}.

{S}'s emergency contact is {partner}, best reached {reachable!}.
Please put down {partner} as my emergency contact, best reached {reachable}.
For {partner} it's better {new} than {old}.

{S} keeps {his} passport in {spot!}; it has to be renewed in {nextyear}.
My passport is in {spot}, and it runs out in {nextyear}.
I moved the passport from {old} to {new}.

{S} grew up in {hometown} and goes back every {season!} to see {his} {relative}.
I grew up in {hometown} and go back every {season} to see my {relative}.
This year I'm going in {new} rather than in {old}.
"""

FAMILY = """
{S}'s {child} has started {activity!} on {weekday}s.
My {child} has started {activity}, every {weekday}.
It's {new} now. We've given up on {old}.
+ and {partner} drives there | {partner} does the driving for that.

{S} visits {his} {relative} in {city} every {month!}.
Every {month} I visit my {relative} in {city}.
We'll have to make it {new} instead of {old} from now on.

{S}'s {child} cannot have {allergen!} and carries {medicine}.
Important: my {child} can't have {allergen} and carries {medicine}.
The new test says {new}, not {old}.

{S} and {partner} go out for {outing!} every other {weekday} while {friend} babysits.
Every other {weekday} {partner} and I go out for {outing}, and {friend} babysits.
We do {new} these days, we got bored of {old}.

{S}'s {relative} is recovering from {surgery!} and stays in the guest room until {month}.
My {relative} is recovering from {surgery} and stays with us until {month}.
I mixed that up, it was {new}, not {old}.

{S} is planning {party!} for {partner}'s birthday, with {number} guests.
I'm planning {party} for {partner}'s birthday. There'll be {number} of us.
Change of plan for the birthday: {new} instead of {old}.
+ and wants it to stay a surprise | It has to stay a surprise, so no calendar entry.

{S}'s {child} wants to be {dream!} and reads everything about {topic}.
My {child} wants to be {dream} and reads everything about {topic}.
This week the plan is {new}. Being {old} is out.

{S} calls {his} {relative} every {weekday!} evening.
I call my {relative} every {weekday} evening, please keep that free.
The call moved from {old} to {new}.
+, usually while cooking {dish} | I usually call while the {dish} is on the stove.

{S}'s {relative} lives in {city!} and runs {business}.
My {relative} lives in {city} and runs {business}.
They moved the whole thing from {old} to {new}.

{S} picks up {his} {child} {pickup!} on {workday}s because {partner} works late.
On {workday}s I pick up my {child} {pickup}, {partner} works late.
Pick-up is {new} now, no longer {old}.

{S} keeps in touch with {his} {relative} abroad through {habit!}.
With my {relative} abroad we've settled on {habit} to keep in touch.
The new thing is {new}; {old} never lasted.

{S} and {his} {relative} share a {topic} newsletter that they read aloud on {weekday!}s.
My {relative} and I read a newsletter about {topic} aloud on {weekday}s.
Our reading day is {new}, no longer {old}.
"""

HOME = """
{S} is renovating the {room!} and has chosen {material}.
We're renovating the {room} and went for {material}.
We start with the {new} now, the {old} has to wait.
+; the work should be done by {month} | They promised to finish by {month}.

{S}'s {appliance!} makes a rattling noise and a technician comes on {workday} at {clock}.
The {appliance} is rattling again. Someone comes on {workday} at {clock}.
They looked at it: the {new} is what rattles, not the {old}.

{S} grows {plant!} on the balcony and waters before {early}.
I grow {plant} on the balcony and water before {early}.
The {old} died, I'm growing {new} now.

{S} keeps the {room} at {degrees^} degrees in winter.
I like the {room} at {degrees} degrees in winter.
Make that {new} degrees, {old} was too cold.

{S}'s home network is called {network} and the router stands in the {room!}.
Our wifi is called {network}, the router is in the {room}.
We moved the router from the {old} to the {new}.

{S} does the weekly shop on {weekday!} at {shop}.
We do the weekly shop on {weekday}, at {shop}.
We shop on {new} now, {old} got too busy.

{S} wants to replace the {furniture!} in the {room} before {month}.
Before {month} I want to replace the {furniture} in the {room}.
I'd rather keep the {old} and replace the {new}.
+ and would buy second hand | Second hand is fine, by the way.

{S} takes care of {chore!} at home while {partner} does {otherchore}.
At home I do {chore} and {partner} does {otherchore}.
We swapped: I do {new} now instead of {old}.

{S} rents a storage unit in {home} for {stored!} at {amount} a quarter.
We rent a storage unit for {stored}, {amount} a quarter.
There's {new} in there now, I got rid of {old}.

{S}'s neighbour {friend} looks after {pet} when the family is in {city!}.
When we're in {city}, our neighbour {friend} looks after {pet}.
This time it's {new} and not {old}.

{S} has {petkind} called {pet} that is not allowed in the {room!} and has a vet check in {month}.
{pet} has a vet check in {month}. And no, not allowed in the {room}, that's where the trouble starts.
{pet} may go into the {old} now, but stays out of the {new}.
"""

HEALTH = """
{S} is allergic to {allergy}; the last reaction was after {dishes!}.
Careful, I'm allergic to {allergy}. The last time it was {dishes}.
I asked the doctor: it was {new} that did it, not {old}.
+, so labels must be checked | So please always check the label.

{S} takes {supplement!} with {mealtime} on the doctor's advice.
My doctor has me take {supplement} with {mealtime}.
I've been switched from {old} to {new}.

{S} has a {doctor} appointment on {day} {month} at {clock!}.
I've got a {doctor} appointment on {day} {month} at {clock}.
The clinic called and moved it from {old} to {new}.
+ and has to bring the referral letter | They told me to bring the referral letter.

{S} sleeps about {hours^} hours a night and tracks it with {tracker}.
I sleep {hours} hours or so, I track it with {tracker}.
It's closer to {new} hours now, up from {old}.

{S} hurt {his} {bodypart!} {cause} and sees a physiotherapist every {workday}.
I hurt my {bodypart} {cause}. Physio is every {workday}.
The scan says {new}, so forget the {old}.

{S} is cutting down on {vice!} and reaches for {substitute} instead.
I'm trying to cut down on {vice}. What helps is {substitute}.
I've dealt with {old}; now I'm working on {new}.

{S} meditates for {minutes^} minutes {when}.
I meditate for {minutes} minutes {when}.
I'm up to {new} minutes now, from {old}.

{S} gets migraines from {trigger!} and then needs {remedy}.
I get migraines from {trigger}, and then only {remedy} helps.
I kept a diary: it is {new}, not {old}.

{S}'s resting heart rate went down to {pulse^} after {weeks} weeks of training.
My resting heart rate is down to {pulse} after {weeks} weeks of training.
It's {new} now, it was {old} last time I told you.

{S} wears {glasses!} and has an eye test every {month}.
I wear {glasses}, and my eye test is every {month}.
I've changed from {old} to {new}.

{S} wants to drink {litres^} litres of water a day and asks for a reminder at {clock}.
Remind me at {clock} to drink water, I want to get to {litres} litres.
Let's make it {new} litres instead of {old}.

{S} had a flu shot in {month!} {pastyear} and felt tired for {number} days afterwards.
I had my flu shot in {month} {pastyear} and was tired for {number} days.
I looked it up, it was in {new} and not in {old}.
"""

MILESTONES = """
{S} finished {racing!} {racetime} and wants to be faster next {season}.
I finished {racing}, {racetime}! Next {season} I want to be faster.
I wrote that wrong, it was {new}, not {old}.

{S} and {partner} celebrate {years!} years together with a trip to {city}.
{partner} and I have been together for {years} years, so we're going to {city}.
{partner} says it's {new} years, not {old}. Oops.

{S} was promoted to {title!} in {month} {pastyear}.
I got promoted in {month} {pastyear}: {title}.
My new title is {new}, I was {old} before that.

{S} passed the {exam!} on the {attempt} attempt.
I passed the {exam}, on the {attempt} attempt!
The one I passed is the {new}. The {old} is still to come.
+ and celebrated in {city} | We celebrated in {city}.

{S} sold {sold!} for {budget} and put the money aside for {goal}.
I sold {sold} for {budget}, that goes towards {goal}.
I ended up selling {new} and keeping {old}.

{S} published {published!} about {topic} in {month}.
My {topic} piece is out since {month}: {published}, can you believe it.
They're printing it as {new} and not as {old}.

{S} has been off {vice} for {days^} days.
I've been off {vice} for {days} days now.
{new} days, not {old} any more.

{S}'s {child} took first place in {contest!} with a project about {topic}.
My {child} won {contest} with something about {topic}. So proud.
It was {new}, my {child} tells me, not {old}.

{S} gave {his} first talk at {conference!}; it was about {topic}.
I gave my first talk at {conference}, about {topic}.
The organisers count it as {new}, not {old}.

{S} has visited {countries^} countries and the latest was {country}.
{country} was country number {countries} for me.
I've recounted: {new} countries, not {old}.

{S} planted {tree!} in {home} to mark {event}.
We planted {tree} to mark {event}.
It turned out to be {new}; they sold it to us as {old}.
"""
