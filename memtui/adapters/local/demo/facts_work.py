"""Facts about what a person does for a living and with money: work, technology, finance, travel.

Written as in `facts_life`.
"""

from __future__ import annotations

from memtui.adapters.local.demo.words import tables

WORDS = tables("""
team: the data team | a team of apprentices | the night shift | customer research | the platform group
 | the export desk | quality control | the design system | a pilot project | field operations
deliverable: the quarterly report | a budget proposal | the onboarding guide | a market study
 | the safety audit | a grant application | the annual review | a training course | the migration plan
 | the tender
stakeholder: the board | the regional office | a new client | the city council | the auditors
 | the whole company | an investor | the works council
people: 4 | 5 | 6 | 7 | 8 | 9 | 11 | 12 | 14 | 18
after: the reorganisation | two new hires | the merger | the office move | a hiring freeze
 | the summer interns
field: consulting | teaching | renewable energy | public health | game design | a start-up
 | the public sector | freelancing | urban planning
project: the billing rewrite | the partner portal | the warehouse scanner | the mobile app
 | the data catalogue | the intranet | the booking engine | the sensor network | the archive project
 | the loyalty programme
leave: parental leave | a sabbatical | the summer break | a transfer abroad | the new role
method: a paper notebook | time blocking | a kanban board | a weekly review | one list per day
 | a shared calendar
annoy: status meetings | open-plan noise | approval chains | expense reports | last-minute changes
 | long e-mail threads | the badge system
role: working student | product manager | nurse | data analyst | electrician | office manager
 | backend developer | UX researcher | accountant
notice: four weeks | six weeks | two months | three months | six months
every: second | third | fourth | fifth
alerts: disk warnings | retry alerts | certificate reminders | low-priority tickets | deploy messages
addressee: authorities | the landlord | customers | the school | the bank | the insurance company
topicwork: money | feedback | contracts | hiring | holiday plans | anything legal
thing: a camera | shoes | a bicycle | books | a coffee machine | tools | a winter coat | a lamp
 | garden furniture
editor: VS Code | Neovim | Zed | PyCharm | Emacs | Helix | Sublime Text
language: Python | Rust | Go | TypeScript | Kotlin | Elixir | Julia | Swift | SQL | OCaml
service: Home Assistant | Nextcloud | a Pi-hole | Jellyfin | a Git server | Paperless | a weather station
 | a WireGuard gateway
host: a Raspberry Pi | an old laptop | a mini PC | a NAS | a rented server | a thin client
deploy: GitHub Actions | Ansible | a Makefile | Docker Compose | Nomad | Argo CD | a shell script | Fly.io
vault: 1Password | a sealed file | Vault | environment variables | the cloud's secret store
database: PostgreSQL | SQLite | DuckDB | MariaDB | Redis | ClickHouse | MongoDB
usecase: side projects | reporting | time series | prototypes | the event log | anything with money
device: phone | laptop | tablet | e-reader | smart watch | headset | wireless keyboard
sideproject: a recipe parser | a chess clock | a bus timetable display | a budget tracker
 | a static site generator | a plant watering robot | a synthesizer | a feed reader | a habit tracker
aiplan: a team plan | a code assistant | an image tool | a transcription service | a research assistant
aitask: drafts | unit tests | translations | meeting notes | regular expressions | brainstorming
 | photo captions
testtool: pytest | Vitest | JUnit | Playwright | property-based tests | snapshot tests | go test
habit2: opening a pull request | the first commit of the day | touching old code | every release
data: family photos | the mail archive | client work | music recordings | scanned letters
 | the password database
backup: an external disk | a server at a friend's place | a cloud bucket | two USB sticks
 | a NAS in the basement
package: numpy | react | openssl | node | pydantic | terraform | django | kubectl | ffmpeg
version: 1.9.4 | 2.1.0 | 2.6.3 | 3.0.18 | 4.2.11 | 5.4.1 | 18.20.2
bug: a memory leak | a broken wheel | a slow start | a changed default | a licence change | a crash on ARM
linter: type | lint | deprecation | accessibility | dead-link | compiler
vpn: WireGuard | the company VPN | Tailscale | an SSH tunnel | OpenVPN
place: the train | a café | the library | the garden shed | a co-working space | a camper van
chore3: invoices | backups | photo sorting | the shopping list | expense reports | holiday requests
 | file naming
automation: a cron job | a Python script | shortcuts on the phone | a spreadsheet macro | a small agent
 | a home-made bot
repohost: a public repository | a private repository | a bare repository on the NAS | a stow folder
codestyle: type hints | as few comments as possible | tests included | no third-party packages
 | small functions
rent: 780 euros | 850 euros | 920 euros | 1,050 euros | 1,180 euros | 1,240 euros | 1,390 euros
 | 1,460 euros
taxhelp: an online service | an accountant | a neighbour's help | the tax office's own form
 | a union adviser
spend: eating out | groceries | taxis | clothes | books | subscriptions | the car | presents | electricity
bill: heating bill | broadband bill | holiday bill | vet bill | car insurance | electricity bill
share: half each | by income | 60 to 40 | one year each | month by month in turns
product: home insurance | mobile plans | travel insurance | savings accounts | electricity tariffs
 | credit cards | pension plans
choice: the cheapest | the one without a contract | a mutual | the one with the best reviews | the green one
 | the local bank
debt: the student loan | the car loan | a credit card | the kitchen loan | a loan from a cousin
fund: a world index fund | government bonds | a pension plan | a green energy fund | a savings plan
subscription: a streaming service | the gym | a newspaper | a meal kit | a cloud storage plan
 | a parking spot | a language app | a wine club
because: the price went up | it was hardly used | the support was poor | the household has two
 | the offer got worse | there is a free alternative
receipts: a shoebox | a scanning app | a shared folder | the mail archive | an envelope a month
 | a spreadsheet
expense: train tickets | the home office | work shoes | conference fees | the phone bill
 | professional books
seat: aisle | window | front-row | exit-row | rear
long: two | three | four | five | six
trip: a rail trip | a road trip | a city break | a cycling tour | a hiking week | a sailing week
 | a food tour | a working holiday
lodging: a flat with a kitchen | a guest house | a small hotel near the station | a houseboat
 | a hostel room | a farm stay | a capsule hotel | a ryokan | an apartment above a bookshop
nights: two | three | four | five | six | seven | ten
airline: TAP | KLM | Finnair | Lufthansa | ANA | Air Canada | Iberia | Qantas | SAS | Aegean | easyJet
packed: a rain jacket | ear plugs | a travel kettle | a paper map | a swimsuit | a first-aid kit
 | a sleeping mask | a tin of tea
luggage: hand luggage only | one backpack | a folding bike | a wheeled suitcase | a single tote bag
 | too much luggage
tier: basic | silver | gold | platinum
sight: the fish market | the old city walls | the botanical garden | the modern art museum
 | the sunrise from the hill | the tile museum | the covered bazaar | the harbour lights
rail: the train | the night train | a coach | the ferry | sharing a car | an overnight bus
hub: Frankfurt | Amsterdam | Doha | Madrid | Zurich | Chicago | Helsinki
layover: 50 | 60 | 75 | 90 | 100 | 120
lodgingkind: guest house | hotel | campsite | flat | hostel | mountain hut | farm stay
because2: the breakfast | the host | the view | the silence | the bookshelves | the location
 | the hot spring
petplace: hotels | trains | restaurants | beaches | campsites
trail: the Camino | the West Highland Way | the Alpe-Adria Trail | the Lycian Way | the Rota Vicentina
 | the Tour du Mont Blanc | the Kumano Kodo
slept: badly | very well | hardly at all | better than expected | right through
method2: on Friday evenings | every morning | on the train | with a timer | over coffee
""")

WORK = """
{S} works as {job} at {company} and looks after {team!}.
I work as {job} at {company}, I look after {team}.
I've handed over {old}, I look after {new} now.

{S} has a one-to-one with {colleague} every {workday!} at {clock}.
{colleague} and I have our one-to-one every {workday} at {clock}.
The one-to-one moved from {old} to {new}.

{S} is preparing {deliverable!} for {stakeholder}, due on {day} {month}.
I'm working on {deliverable} for {stakeholder}, it's due on {day} {month}.
They've changed their minds: {new} instead of {old}.
+, together with {colleague} | {colleague} is helping me.

{S} works from home on {workday!}s and from the {company} office otherwise.
I work from home on {workday}s, otherwise I'm at the {company} office.
My home day moved from {old} to {new}.

{S}'s team at {company} has {people^} people after {after}.
After {after} we're {people} people in the team.
We're {new} now, up from {old}.

{S} is considering a move to {field!} and has asked {friend} for advice.
Between us: I'm considering a move to {field}. {friend} is advising me.
I'm leaning more towards {new} than {old} now.

{S} handed {project!} over to {colleague} before {leave}.
Before {leave} I handed {project} over to {colleague}.
{colleague} ended up with {new}; {old} stays with me.

{S} plans the week with {method!} {method2}.
I plan my week with {method}, {method2}.
I've replaced {old} with {new}.

{S} finds {annoy!} the most tiring part of working at {company}.
The most tiring thing about {company} is {annoy}.
{old} got better, it's {new} that wears me out now.

{S} is on call every {every!} week and wants {alerts} muted at night.
I'm on call every {every} week. Please mute {alerts} at night.
The rota changed, every {new} week instead of every {old}.

{S}'s notice period at {company} is {notice!} to the end of a month.
My notice period is {notice} to the end of the month.
I checked the contract: {new}, not {old}.

{S} interviews candidates for the {role!} opening on {workday}s with {colleague}.
On {workday}s {colleague} and I interview people for the {role} opening.
The {old} position is filled, now we interview for the {new} one.

{S} has a business trip to {city!} from {day} {month} to see {stakeholder}.
On {day} {month} I fly out to {city} to see {stakeholder}.
The meeting was moved from {old} to {new}.
+, hotel already booked | The hotel is booked already.

{S} wrote {deliverable} with {colleague} and was praised for it by {stakeholder!}.
{colleague} and I finished {deliverable}. Nice words from {stakeholder}!
It was {new} who liked it, not {old}.
"""

TECHNOLOGY = """
{S} uses {editor!} for {language} projects and wants examples with {codestyle}.
For {language} I use {editor}. Examples with {codestyle} please.
I've moved from {old} to {new}.

{S} runs {service!} on {host} at home.
At home I run {service} on {host}.
I replaced {old} with {new}.
+ and updates it on {weekday}s | I do updates on {weekday}s.

{S} deploys {project} with {deploy!} and keeps secrets in {vault}.
We deploy {project} with {deploy}; the secrets are in {vault}.
We've migrated from {old} to {new}.

{S} prefers {database!} for {usecase}.
For {usecase} I prefer {database}.
I've changed my mind about that: {new}, not {old}.

{S}'s {device!} runs out of battery by {evening} and should be replaced in {month}.
My {device} is dead by {evening}, I want a new one in {month}.
The {old} is fine again, it's the {new} that needs replacing.

{S} is learning {language!} by building {sideproject}.
I'm learning {language} by building {sideproject}.
I've started over in {new}, {old} wasn't for me.
+ with {friend} | {friend} is building it with me.

{S} pays for {aiplan!} and uses it mostly for {aitask}.
I pay for {aiplan}, mostly for {aitask}.
I cancelled {old} and took {new}.

{S} writes tests with {testtool!} before {habit2}.
Before {habit2} I write tests, with {testtool}.
We've moved from {old} to {new}.

{S} backs up {data!} to {backup} every {weekday}.
Every {weekday} I back up {data} to {backup}.
Now I back up {new} there, and no longer {old}.

{S} has pinned {package} to version {version^} because of {bug}.
We pinned {package} to {version} because of {bug}.
We could go from {old} to {new}.

{S} wants {linter!} warnings treated as errors in {project}.
In {project} we treat {linter} warnings as errors.
Not {old} warnings, {new} warnings.

{S} connects to work over {vpn!} from {place}.
From {place} I connect over {vpn}.
IT replaced {old} with {new}.

{S} automates {chore3} with {automation!} and wants to reuse it for {data}.
I've automated {chore3} with {automation}. I'd like to do the same for {data}.
I've replaced {old} with {new}.

{S} keeps dotfiles in {repohost!} and sets up a new machine in {minutes} minutes.
My dotfiles are in {repohost}, a new machine takes {minutes} minutes.
I moved them from {old} to {new}.
"""

FINANCE = """
{S} saves {amount^} a month for {goal}.
I put {amount} a month aside for {goal}.
I've raised it to {new}, from {old}.
+ through a standing order | There's a standing order for it.

{S}'s rent in {home} is {rent^} a month since {month} {pastyear}.
Our rent is {rent} since {month} {pastyear}.
The rent went from {old} to {new}.

{S} does {his} taxes with {taxhelp!} before the end of {month}.
I do my taxes with {taxhelp}, before the end of {month}.
This year it's {new}, not {old}.

{S} wants a warning when spending on {spend!} passes {amount} a month.
Warn me when I spend more than {amount} a month on {spend}.
Watch {new} rather than {old}, please.

{S} splits the {bill!} with {partner}: {share}.
{partner} and I split the {bill}: {share}.
We settled the {old}; now it's the {new}.

{S} is comparing {product!} and leans towards {choice}.
I'm comparing {product}. I lean towards {choice}.
{old} can wait, let's look at {new} first.

{S} paid off {debt!} in {month} {pastyear}.
I paid off {debt} in {month} {pastyear}.
Sorry, what I paid off was {new}, not {old}.
+ and wants to stay free of debt | And I want to stay free of debt.

{S} invests {amount^} a month in {fund}.
I invest {amount} a month, in {fund}.
It's {new} a month now, up from {old}.

{S} cancelled {subscription!} in {month} because {because}.
I cancelled {subscription} in {month} because {because}.
I kept {old} in the end and cancelled {new}.

{S} keeps receipts in {receipts!} and claims back {expense}.
My receipts are in {receipts}. I claim back {expense}.
I've moved from {old} to {new}.

{S} has a budget of {budget^} for {goal}.
The budget for {goal} is {budget}.
We've gone up from {old} to {new}.

{S} lent {friend2} {amount!} for {thing} and expects it back in {month}.
I lent {friend2} {amount} for {thing}, to be paid back in {month}.
It was {new}, not {old}. I checked.
"""

TRAVEL = """
{S} prefers {seat!} seats on flights longer than {long} hours.
On anything over {long} hours I want {seat} seats.
I like {new} seats better than {old} ones now.
+ and boards last | And I like to board last.

{S} is planning {trip!} to {city} in {month} with {partner}.
{partner} and I are planning {trip} to {city} in {month}.
We'd rather do {new} than {old}.
+ on a budget of {budget} | Our budget is {budget}.

{S} booked {lodging!} in {city} for {nights} nights in {month}.
I booked {lodging} in {city}, {nights} nights in {month}.
{old} fell through, so it's {new}.

{S} flies to {city!} on {day} {month} with {airline}.
I fly to {city} on {day} {month}, with {airline}.
I rebooked from {old} to {new}.
+, returning a week later | I come back a week later.

{S} always packs {packed!} and travels with {luggage}.
I always pack {packed}, and I travel with {luggage}.
{old} stays at home from now on. {new} comes along.

{S} has {tier!} status with {airline} and wants points credited there.
I have {tier} status with {airline}, please always credit the points there.
I went from {old} to {new}.

{S} wants to see {sight!} in {city}, ideally at {early}, before the crowds.
In {city} I want to see {sight}. At {early}, before the crowds.
{friend} says to skip {old} and see {new}.

{S} prefers {rail!} to flying when a trip takes less than {number} hours.
If it's under {number} hours I prefer {rail} to flying.
Make that {new}, I'm done with {old}.

{S} needs a visa for {country!} and has an appointment on {day} {month}.
I need a visa for {country}. The appointment is on {day} {month}.
We're going to {new} instead of {old}, so the visa is for that.

{S} missed a connection in {hub} and asks for layovers of at least {layover^} minutes.
I missed my connection in {hub}. At least {layover} minutes from now on, please.
Let's say {new} minutes instead of {old}.

{S} rates the {lodgingkind} in {city!} as the best stay so far because of {because2}.
The best stay so far was the {lodgingkind} in {city}. It was {because2}.
I've found a better one: {new} beats {old}.

{S} travels with {pet} to {city} in {month} and needs {petplace!} that take animals.
I'm taking {pet} to {city} in {month}. Which {petplace} take animals?
{old} are sorted, it's {new} that I need.

{S} plans to walk {trail!} with {friend} in {month}.
{friend} and I want to walk {trail} in {month}.
We swapped {old} for {new}.

{S} took a night train to {city!} and slept {slept}.
I took a night train to {city} and slept {slept}.
I got the trips mixed up, that was to {new}, not to {old}.
"""
