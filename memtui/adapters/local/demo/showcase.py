"""The front page: the newest memories of every demo, written by hand, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memtui.adapters.local.demo.talk import Conversation
from memtui.adapters.local.demo.words import lines
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A version of a memory; negative minutes lie after the newest memory of the demo."""

    minutes_ago: int
    text: str
    talk: Conversation


@dataclass(frozen=True, slots=True)
class Shown:
    """A memory of the front page.

    `story` has its versions, oldest first: a line with the minutes ago and the text, then what was said,
    `>` by the user and `<` by the assistant.
    """

    story: str
    categories: tuple[str, ...] | None
    metadata: Mapping[str, Any] | None
    user_id: str | None = None
    agent_id: str | None = None
    app_id: str | None = None
    run_id: str | None = None
    immutable: bool = False
    expiration_date: str | None = None

    def versions(self) -> list[Told]:
        """The story, read."""
        versions: list[Told] = []
        for line in lines(self.story):
            mark, _, text = line.partition(" ")
            if mark in _ROLES:
                last = versions.pop()
                talk = (*last.talk, {"role": _ROLES[mark], "content": text})
                versions.append(Told(last.minutes_ago, last.text, talk))
            else:
                versions.append(Told(int(mark), text, ()))
        return versions


_ROLES = {">": "user", "<": "assistant"}

SHOWCASE: tuple[Shown, ...] = (
    Shown(
        """
0 Alice is planning a long weekend in Porto in March with her sister Nora.
> My sister Nora and I finally want to travel again. A long weekend in Porto in March, maybe?
< That sounds lovely. Shall I look at flights from Leeds for both of you?
> Yes please, nothing before nine in the morning.
-9 Alice is planning five days in Lisbon in March with her sister Nora.
> Nora has been to Porto already. Let's make it Lisbon, and five days rather than a weekend.
< Lisbon, five days in March. I've changed the search.
-26 Alice is planning five days in Lisbon in March with her sister Nora, in a flat in Alfama rather than a
 hotel.
> One more thing: no hotel. We'd love a flat in Alfama with a small kitchen.
< Noted. Here are three flats in Alfama with good reviews.
> The second one is perfect.
""",
        ("travel", "family"),
        {"source": "chat", "confidence": 0.96, "turn": 14, "tags": ["trip", "sister"]},
        user_id="alice",
        app_id="ios",
        run_id="run-2026-11-20-a7",
    ),
    Shown(
        """
18 Bob deploys the booking engine with GitHub Actions and wants every change behind a feature flag.
> We deploy the booking engine from GitHub Actions, and everything new goes behind a flag.
< Good to know, I'll use that for examples.
""",
        ("technology",),
        {"source": "slack", "confidence": 0.91, "turn": 6},
        user_id="bob-chen",
        app_id="slack",
    ),
    Shown(
        """
52 Maria is vegetarian and always asks for a table outside.
> I'm vegetarian, and if there is a table outside, that's the one I want.
< Noted for the next reservation.
31 Maria is vegetarian except for fish at the seaside, and always asks for a table outside.
> I do eat fish when we're at the seaside, by the way.
< Got it, changed.
""",
        ("food", "preferences"),
        {"source": "chat", "confidence": 0.88, "turn": 3, "channel": "mobile"},
        user_id="maria.silva",
    ),
    Shown(
        """
140 Ask for the passport's expiry date before booking flights outside the EU.
> Always check the passport's expiry date before you book anything outside the EU.
< Understood.
""",
        ("travel",),
        {"source": "chat", "confidence": 0.93, "turn": 21},
        agent_id="travel-assistant",
        app_id="web-chat",
    ),
    Shown(
        """
205 李雷喜欢吃小笼包，但是不能吃太辣，周五晚上常和朋友打乒乓球。
> 我很喜欢吃小笼包，不过别太辣。周五晚上我跟朋友打乒乓球。
< 好的，我记住了。
""",
        ("food", "sports"),
        {"source": "chat", "confidence": 0.9, "turn": 2},
        user_id="李雷",
        app_id="whatsapp",
    ),
    Shown(
        """
330 Zoë plays the double bass in a trio that rehearses on Wednesdays above the record shop.
> I play double bass in a trio, we rehearse on Wednesdays above the record shop.
< Nice. I'll keep Wednesday evenings free.
288 Zoë plays the double bass in a trio that rehearses on Thursdays above the record shop.
> Sorry, Thursdays. They moved us again.
< Updated.
""",
        ("music",),
        {"source": "voice", "confidence": 0.84, "turn": 5},
        user_id="zoë",
    ),
    Shown(
        """
420 Bob is currently debugging PR #1234 in billing-api and CI is still red.
> Go on with the task.
< Working on it. I'll report back when it is done.
""",
        ("technology",),
        {"source": "chat"},
        user_id="bob-chen",
        app_id="vscode",
        run_id="run-2026-11-20-3c",
    ),
    Shown(
        """
565 Pat drives the early train from Cork to Dublin and wants messages only after 14:00.
> I drive the early train to Dublin, so please no messages before two in the afternoon.
< Understood, nothing before 14:00.
""",
        ("work", "preferences"),
        {"source": "voice", "confidence": 0.89, "turn": 1, "channel": "watch"},
        user_id="O'Brien, Pat",
        app_id="voice",
    ),
    Shown(
        """
1585 Alice's beagle Biscuit takes a thyroid tablet once a day, hidden in peanut butter.
> Biscuit has to take a thyroid tablet every day now. Peanut butter does the trick.
< Poor Biscuit. Shall I set a reminder?
> Yes, at eight.
590 Alice's beagle Biscuit takes a thyroid tablet twice a day, hidden in peanut butter.
> The blood test came back, Biscuit needs the tablet twice a day.
< Got it, I've added a second reminder at eight in the evening.
""",
        ("family", "health"),
        {"source": "chat", "confidence": 0.94, "turn": 9, "tags": ["pet", "reminder"]},
        user_id="alice",
        app_id="ios",
    ),
    Shown(
        """
1690 Bob's guest pass for the climbing hall is valid until 30 October 2026.
> Imported from the calendar: guest pass, climbing hall, until 30 October.
""",
        ("sports",),
        {"source": "import", "channel": "api"},
        user_id="bob-chen",
        run_id="nightly-import-2026-11-19",
        expiration_date="2026-10-30",
    ),
    Shown(
        """
2591 Refunds over 200 euros need a person's approval; hand over to billing.
> Anything over 200 euros has to be approved by a person.
< Understood.
1745 Refunds over 250 euros need a person's approval; hand over to billing.
> The limit went up to 250 euros today.
< Thanks, I've updated that.
""",
        ("support", "finance"),
        {"source": "slack", "confidence": 0.97, "turn": 2, "reviewed": True},
        agent_id="support-bot",
        app_id="crm-sync",
        run_id="support-session-18233",
    ),
    Shown(
        """
2620 Maria's budget for the kitchen renovation is 12,000 euros without tiles.
> The kitchen may cost 12,000, but that's without the tiles.
< Got it, I'll update the overview.
1960 Maria's budget for the kitchen renovation is 15,000 euros with tiles.
> We got the offer for the tiles, so let's say 15,000 in total.
< Noted the change.
""",
        ("finance", "home"),
        {"source": "email", "confidence": 0.86, "tags": ["kitchen", "long-term"]},
        user_id="maria.silva",
        app_id="email-intake",
    ),
    Shown(
        """
2750 Zoë wants answers in German when she writes in German, and never any emoji.
> Bitte antworte auf Deutsch, wenn ich Deutsch schreibe. Und keine Emojis.
< Verstanden.
""",
        ("preferences",),
        {"source": "chat", "confidence": 0.92, "turn": 4},
        user_id="zoë",
    ),
    Shown(
        """
2910 李雷 presents the risk dashboard at Yarrow Bank every Monday at 9:15.
> Every Monday at 9:15 I present the risk dashboard, please don't book anything then.
< Noted. Shall I block time for it?
""",
        ("work",),
        {"source": "calendar", "confidence": 0.95},
        user_id="李雷",
    ),
    Shown(
        """
3160 Alice is allergic to tree nuts, so every label must be checked.
> Very important: I'm allergic to tree nuts. Please check every label.
< Thank you, I'll keep that in mind.
""",
        ("health", "food"),
        {"source": "web-form", "reviewed": True},
        user_id="alice",
        immutable=True,
    ),
    Shown(
        """
3300 In the payments service, reviewers want a failing test before the fix.
> For the payments service we agreed: first a failing test, then the fix.
< Noted, I'll do it that way from now on.
""",
        ("technology",),
        {"source": "chat", "confidence": 0.9, "turn": 17},
        agent_id="code-reviewer",
        app_id="vscode",
    ),
    Shown(
        """
4033 Pat's border collie Figo is afraid of thunderstorms and sleeps in the hallway.
> Figo is terrified of thunder, so he sleeps in the hallway.
< Poor dog. I'll warn you when a storm is coming.
""",
        ("family", "home"),
        None,
        user_id="O'Brien, Pat",
        app_id="voice",
    ),
    Shown(
        """
4260 Maria vai passar o Natal em Aveiro com o Jonas e o Leo.
> Este ano passamos o Natal em Aveiro, eu, o Jonas e o Leo.
< Que bom! Quer que procure comboios?
""",
        ("family", "travel"),
        {"source": "chat", "confidence": 0.87, "turn": 8},
        user_id="maria.silva",
    ),
    Shown(
        """
5467 Bob is training for a ten-kilometre race in Toronto and runs three times a week.
> I signed up for a ten-kilometre race, so I run three times a week now.
< Strong. I'll keep track of it.
4930 Bob is training for a half marathon in Toronto and runs three times a week.
> I changed my entry to the half marathon. No idea what I was thinking.
< Updated. Shall I change the plan too?
4480 Bob is training for a half marathon in Toronto and runs four times a week.
> The new plan says four runs a week.
""",
        ("sports", "health"),
        {"source": "chat", "confidence": 0.93, "turn": 11, "tags": ["running", "goal"]},
        user_id="bob-chen",
        app_id="ios",
        run_id="run-2026-11-16-91",
    ),
    Shown(
        """
5560 Alice passed the B2 Portuguese exam on the first attempt.
> I passed! B2 Portuguese, first attempt!
< Congratulations, well deserved.
""",
        ("milestones",),
        {"source": "chat", "confidence": 0.98, "turn": 1},
        user_id="alice",
    ),
    Shown(
        """
6010 Zoë gets migraines from fluorescent light and works with the blinds down.
> Fluorescent light gives me migraines, so I work with the blinds down.
< Noted. Take care of yourself.
""",
        ("health",),
        {"source": "chat", "confidence": 0.85, "turn": 7},
        user_id="zoë",
    ),
    Shown(
        """
6340 Offer layovers of at least 60 minutes in Frankfurt.
> 60 minutes at least when you route people through Frankfurt, please.
< Understood.
5480 Offer layovers of at least 90 minutes in Frankfurt.
> 60 was still too tight, make it 90.
< Updated.
""",
        ("travel",),
        {"source": "chat", "confidence": 0.91, "turn": 30},
        agent_id="travel-assistant",
        app_id="web-chat",
    ),
    Shown(
        """
6937 李雷 prefers the train to flying when a trip takes less than five hours.
> If it's under five hours I'd rather take the train than fly.
< Noted. I'll keep that in mind when I look for bookings.
""",
        ("travel", "preferences"),
        None,
        user_id="李雷",
        app_id="whatsapp",
    ),
    Shown(
        """
7150 Pat is restoring a 1960s radio in the attic and looks for original knobs.
> There's a 1960s radio in my attic that I'm restoring. I still need the original knobs.
< I'd like to hear how it turns out.
""",
        ("hobbies",),
        {"source": "voice", "confidence": 0.82, "turn": 3},
        user_id="O'Brien, Pat",
    ),
    Shown(
        """
7480 Maria presents the library extension to the city council on 2 December at 10:00.
> On 2 December at ten I present the library extension to the city council.
< Noted. Shall I block time for it?
6900 Maria presents the library extension to the city council on 9 December at 10:00.
> They postponed it by a week, so it's the 9th now.
< Got it, changed.
""",
        ("work",),
        {"source": "calendar", "confidence": 0.96},
        user_id="maria.silva",
        expiration_date="2027-01-31",
    ),
    Shown(
        """
7860 Bob picks up his son Theo at 16:00 on Wednesdays because Nina works late.
> Wednesdays I pick up Theo at four, Nina works late.
< Noted, I'll plan around it.
""",
        ("family",),
        {"source": "calendar", "confidence": 0.9, "turn": 1},
        user_id="bob-chen",
    ),
    Shown(
        """
8391 Alice works as a veterinarian at Umbra Health and is on call every third weekend.
> I'm a vet at Umbra Health, and every third weekend I'm on call.
< Thanks, that helps me plan.
""",
        ("work", "personal_details"),
        {"source": "chat", "confidence": 0.95, "turn": 2},
        user_id="alice",
        app_id="ios",
    ),
    Shown(
        """
8530 Zoë records birdsong at dawn and is still missing a nightingale.
> I record birdsong at dawn. Only the nightingale is missing.
< That sounds like fun. Noted.
""",
        ("hobbies", "music"),
        {"source": "chat", "confidence": 0.8, "turn": 19, "channel": "desktop"},
        user_id="zoë",
    ),
)
