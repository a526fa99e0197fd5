"""What agents remember about their own work, by trade; `{S}` is the agent. Written as in `facts_life`."""

from __future__ import annotations

from memtui.adapters.local.demo.words import tables

WORDS = tables("""
sum: 50 euros | 100 euros | 200 euros | 250 euros | 500 euros | 1,000 euros
issue: a declined card | a missing invoice | a double charge | a lost parcel | a locked account
 | a broken link | a failed import | a wrong delivery address | an expired voucher
proof: the order number | a screenshot | the invoice date | the last four digits of the card
 | the browser version | the delivery postcode
queue: tier two | billing | the returns desk | the security team | a person in the same time zone
window: 14 | 21 | 30 | 45 | 60
tone: friendly but brief | formal | informal | calm and factual | warm | without apologies in every line
form: the travel request | the sick note | the parental leave form | the laptop request
 | the reference letter
codebase: the payments service | the web client | the ingest pipeline | the mobile app | the admin panel
 | the search index | the public SDK
finding: a missing timeout | an unbounded query | a swallowed exception | a race in the cache
 | a secret in a test fixture | a flaky test | an N+1 query | a missing index
rule: one idea per comment | a failing test before the fix | no refactoring in a bug fix | a changelog line
 | small pull requests | explicit error messages
limit: 200 | 250 | 300 | 400 | 500
alarm: the disk alarm | the queue depth alarm | the certificate alarm | the latency alarm | the backup alarm
remedy2: restarting the worker | rotating the logs | scaling out by one | draining the node
 | renewing by hand
meeting: the weekly sync | the design review | the board call | the retrospective | the customer round table
keep: decisions with owners | open questions | deadlines | numbers with their source | the exact wording
sender: the tax office | recruiters | the school | suppliers | the landlord | conference organisers
 | the bank
lead: a hospital group | a city council | a logistics firm | a school district | a furniture maker
 | a regional bank
objection: the price | the data location | the missing single sign-on | the contract length
 | the migration effort
source: peer-reviewed papers | primary sources | government statistics | company filings | arXiv preprints
meal: breakfast | lunch | dinner | packed lunches | weekend brunch | snacks after training
portions: 2 | 3 | 4 | 5 | 6
exercise: squats | planks | rowing | intervals | push-ups | mobility drills | lunges
grammar: the subjunctive | past tenses | cases | honorifics | word order | prepositions | counting words
gadget: the heating | the hallway lights | the air conditioning | the radio | the ceiling fan
 | the floor heating
correct: at once | at the end | in writing | only the second time | kindly | one at a time
 | the front door lock
""")

TRAVEL = """
Ask for the passport's expiry date before booking flights to {country!} in {season}.
Always check the passport's expiry date before you book anything to {country} in {season}.
The rule is about {new}, not {old}.

Suggest {rail!} first when the trip from {home} takes under {number} hours.
If it's under {number} hours from {home}, suggest {rail} first.
Please suggest {new} before {old}.

{S} found that {airline!} charges extra for hand luggage on routes to {city}.
The {airline} fare to {city} did not include hand luggage. Remember that.
It was {new}, I think, not {old}.

Offer layovers of at least {layover^} minutes in {hub} with {airline}.
{layover} minutes at least when you route people through {hub} with {airline}, please.
{old} was still too tight, make it {new}.
+, longer in {season} | And longer in {season}, because of the weather.

{S} recommended {sight!} in {city} and the traveller was happy with it.
Your tip for {city} was great: {sight}!
The best thing was {new} though, better than {old}.

Hotel shortlists have at most {number!} options and start with {lodging}.
Keep shortlists to {number} options, and put {lodging} first.
{new} options are fine, {old} was too few.
"""

SUPPORT = """
When a customer reports {issue!}, ask for {proof} first.
For {issue} we always need {proof} first.
That is true for {new}; for {old} we can see it ourselves.

Refunds over {sum^} for {issue} need a person's approval; hand over to {queue}.
Anything over {sum} for {issue} has to be approved by a person, send it to {queue}.
The limit went from {old} to {new}.

{S} should keep replies about {issue} {tone!} and sign with the team's name.
Can you keep the replies about {issue} {tone}? And sign as the team.
We've settled on {new} instead of {old}.

Returns of orders from {month} are accepted within {window^} days, {issue} excepted.
Whatever was ordered in {month}: returns within {window} days, but not for {issue}.
It's {new} days since this month, up from {old}.

{S} closed a case about {issue} after {number!} days and asked for feedback.
You can close this one about {issue}, it's been {number} days. And ask for feedback.
Close these after {new} days instead of {old}.

Escalate {issue} to {queue!} after {evening}.
After {evening}, {issue} goes to {queue}.
Send those to {new} and no longer to {old}.
"""

PEOPLE = """
Questions about {form!} go to {colleague}, answers take {number} working days.
{colleague} handles {form}, it takes {number} working days.
{colleague} now does {new}; {old} is self-service.

New colleagues ask about {form!} most often in the {attempt} week.
People keep asking about {form} in their {attempt} week.
The most asked question is {new} now, not {old}.

{S} should keep replies about {form} {tone!} and never quote salaries.
Keep the replies about {form} {tone}, and never quote salaries.
We've settled on {new} instead of {old}.

On their first day at {company}, new colleagues meet {colleague} at {clock!}.
On the first day people come to the reception at {clock}, {colleague} picks them up.
We moved the welcome from {old} to {new}.
"""

CODE = """
In {codebase!}, reviewers want {rule}.
For {codebase} we agreed on {rule}.
We moved that rule from {old} to {new}.

{S} found {finding!} in {codebase} and suggested a test for it.
Good catch in {codebase}, please remember to look for {finding}.
It turned out to be {new}, not {old}.

Pull requests over {limit^} lines in {codebase} should be split before review.
Ask people to split anything over {limit} lines in {codebase}.
Let's allow {new} lines instead of {old}.
+, generated files excepted | Generated files don't count.

When {alarm!} fires at night, try {remedy2} before paging {colleague}.
If {alarm} fires, try {remedy2} first and only then page {colleague}.
That's for {new}; {old} always needs a person.

Dashboards for {codebase} use {database!} and show the last {window} days.
The dashboards for {codebase} read from {database}, last {window} days.
We moved the numbers from {old} to {new}.

{colleague} asked for review comments in {codebase} to start with {keep!}.
In {codebase}, please start comments with {keep}.
I'd rather have {new} than {old}.

Tests in {codebase} run with {testtool!}; do not add {linter} exceptions.
We use {testtool} in {codebase}. And no {linter} exceptions please.
We replaced {old} with {new}.
"""

OFFICE = """
Notes of {meeting!} go to {colleague} and list {keep} first.
Send the notes of {meeting} to {colleague}, with {keep} first.
{colleague} takes {new}; {old} has a wiki page.

{S} should mark mail from {sender!} as urgent and draft an answer the same day.
Mail from {sender} is always urgent, draft an answer the same day please.
Not {old}. Mail from {new} is the urgent kind.

After the call with {lead}, prepare a written answer about {objection!}.
The call with {lead} went well, but they asked about {objection} twice. Let's have that in writing.
The real problem is {new}, {old} was only an excuse.

Research summaries use {source!} and say when a claim is older than {number} years.
Please stick to {source}, and say when something is older than {number} years.
For this one use {new} instead of {old}.

{meeting} moved to {workday!} at {clock} because of {stakeholder}.
We moved {meeting} to {workday} at {clock}, {stakeholder} asked for it.
It moved again, from {old} to {new}.

{S} drafts answers to {sender!} in three sentences at most.
Three sentences at most when you answer {sender}.
I meant {new}; {old} gets the long version.
"""

KITCHEN = """
Plan {meal!} for {portions} people and leave out {dislike}.
Plan {meal} for {portions} of us, and nothing with {dislike}.
For {new} please, {old} is covered.

Suggest {dish!} again for {weekday}s and stay under {amount} a week.
That was nice, suggest {dish} again for {weekday}s. And stay under {amount} a week.
Next time {new} rather than {old}.

Shopping lists are sorted by aisle and sent on {weekday!} at {clock}.
Sort the shopping list by aisle please, and send it on {weekday} at {clock}.
Send the list on {new}, {old} is too late.

{S} swaps {dislike} for {spice!} when a recipe for {dish} asks for it.
If the {dish} recipe has {dislike}, use {spice} instead.
I'd rather have {new} than {old} in it.
"""

FITNESS = """
Start every session with {number!} minutes of {exercise} and skip jumps.
We start with {number} minutes of {exercise}. No jumps.
{new} minutes suit me better than {old}.
+ while the {bodypart} heals | At least until my {bodypart} is better.

{S} leaves out {exercise!} for {weeks} weeks because of a painful {bodypart}.
My {bodypart} hurts after {exercise}, can we do something else?
Make that {new}, not {old}.

Rest days are {weekday!} and the day after {sport}.
I want to rest on {weekday}, and on the day after {sport}.
My rest day is {new} now, not {old}.

Count {exercise} in sets of {portions!} and play {genre} meanwhile.
Sets of {portions} for the {exercise} please, with {genre} in the background.
Sets of {new} instead of {old}.
"""

LANGUAGE = """
Explain {grammar!} with examples about {topic}, five new words a day.
I learn best with examples about {topic}. Today {grammar}, please.
I've got {old} now, let's move on to {new}.

Correct mistakes in {tongue} {correct!}, with one example each.
When I make mistakes in {tongue}, correct them {correct}.
Correct me {new}, not {old}.

{S} found that dialogues about {topic} work best at {early!}.
The dialogues about {topic} are great, most of all at {early}.
Let's start at {new} instead of {old}.
"""

HOUSE = """
Turn {gadget!} down when nobody has been in the {room} for {minutes} minutes.
When the {room} is empty for {minutes} minutes, turn {gadget} down.
Leave {old} alone, I meant {new}.

The {room} should have {degrees^} degrees by {early} on workdays.
I'd like {degrees} degrees in the {room} by {early} on workdays.
{new} degrees please, {old} was too cold.

Run the {appliance!} after {evening}, when electricity is cheap.
Please run the {appliance} only after {evening}, it's cheaper then.
I only meant the {new}; the {old} may run at any time.

Announce visitors in the {room!} only, never while {pet} sleeps.
Tell me about visitors in the {room}, but not while {pet} is asleep.
Use the {new} for that and not the {old}.
"""

MONEY = """
Point out when {spend!} is more than {sum} above the month before.
Tell me when {spend} is {sum} over last month.
I care about {new} more than about {old}.

{S} should show amounts in {currency!} and round them to tens.
Show everything in {currency} and round it to tens.
{new} from now on, not {old}.

Compare {product!} every {month} and list {choice} first.
Every {month}, compare {product} for me, and put {choice} first.
This year {new}, last year it was {old}.
"""
