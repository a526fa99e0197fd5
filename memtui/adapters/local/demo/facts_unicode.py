"""Facts in other languages and scripts, and with emoji; `{S}` and the rest as in `facts_life`."""

from __future__ import annotations

from memtui.adapters.local.demo.words import tables

WORDS = tables("""
pt_comida: bacalhau à Brás | caldo verde | arroz de pato | pão de queijo | feijoada | pastéis de nata
 | açorda
pt_lugar: Évora | São Paulo | Coimbra | Óbidos | Florianópolis | Guimarães | Maceió
pt_dia: segunda-feira | terça-feira | quarta-feira | quinta-feira | sexta-feira
de_ort: München | Köln | Zürich | Nürnberg | Düsseldorf | Görlitz | Würzburg
de_essen: Käsespätzle | Rösti | Grünkohl | Maultaschen mit Röstzwiebeln | Rührei | Apfelküchle
de_tag: Montag | Dienstag | Mittwoch | Donnerstag | Freitag
zh_di: 成都 | 杭州 | 西安 | 昆明 | 厦门 | 青岛 | 苏州
zh_cai: 麻婆豆腐 | 小笼包 | 红烧茄子 | 酸辣粉 | 番茄炒蛋 | 葱油饼
zh_ri: 周一 | 周二 | 周三 | 周四 | 周五
ja_basho: 京都 | 札幌 | 金沢 | 鎌倉 | 福岡 | 松山
ja_tabemono: お好み焼き | 抹茶アイス | 味噌ラーメン | 天ぷらそば | たこ焼き | 豆大福
ja_youbi: 月曜日 | 火曜日 | 水曜日 | 木曜日 | 金曜日
ar_makan: بيروت | القاهرة | عمّان | مراكش | تونس | مسقط
ar_akl: الفلافل | التبولة | المقلوبة | الكسكس | الحمص | ورق العنب
ar_yawm: الاثنين | الثلاثاء | الأربعاء | الخميس | الجمعة
hi_jagah: जयपुर | वाराणसी | मैसूर | दार्जिलिंग | उदयपुर | कोच्चि
hi_khana: आलू पराठा | इडली | राजमा चावल | पोहा | ढोकला | पनीर टिक्का
hi_din: सोमवार | मंगलवार | बुधवार | गुरुवार | शुक्रवार
mood: 🎉 | 🥳 | 🙌 | 😍 | 🤩 | 💪
food_sign: 🍜 | 🍕 | 🌮 | 🥟 | 🍛 | 🥗
family_sign: 👩‍👩‍👧‍👦 | 👨‍👩‍👧 | 👩‍👦 | 👨‍👨‍👧‍👦 | 👪
work_sign: 👩‍💻 | 🧑‍🔬 | 👨‍🍳 | 👩🏽‍🏫 | 🧑🏿‍🚀
flag: 🇵🇹 | 🇯🇵 | 🇧🇷 | 🏴󠁧󠁢󠁳󠁣󠁴󠁿 | 🏳️‍🌈 | 🇮🇳
""")

PORTUGUESE = """
{S} adora {pt_comida!} e cozinha à {pt_dia} para a família.
Adoro {pt_comida} e costumo cozinhar à {pt_dia}.
Afinal prefiro {new} a {old}.

{S} vai passar as férias em {pt_lugar!} com {partner}.
Vamos passar as férias em {pt_lugar}, eu e {partner}.
Mudámos de planos: {new} em vez de {old}.

{S} não pode ter reuniões à {pt_dia!} porque tem aulas de português.
À {pt_dia} não posso ter reuniões, tenho aulas de português.
A aula mudou de {old} para {new}.

A avó de {S} mora em {pt_lugar} e faz o melhor prato de {pt_comida!} da região.
A minha avó em {pt_lugar} faz o melhor prato de {pt_comida}.
Enganei-me: é {new}, não {old}.
"""

GERMAN = """
{S} isst am liebsten {de_essen!} und kocht für Gäste in {home}.
Am liebsten esse ich {de_essen}, auch wenn Gäste kommen.
Ich bin von {old} auf {new} umgestiegen.

{S} fährt über Ostern mit {partner} nach {de_ort!}.
Über Ostern fahren {partner} und ich nach {de_ort}.
Wir fahren jetzt doch nach {new} statt nach {old}.

{S} möchte am {de_tag!} vor {clock} Uhr keine Anrufe und spricht gern Deutsch.
Bitte am {de_tag} vor {clock} Uhr nicht anrufen, und gern auf Deutsch.
Der ruhige Tag ist jetzt {new}, nicht mehr {old}.

{S} hat früher in {de_ort!} studiert und trifft dort jedes Jahr alte Freunde.
Ich habe früher in {de_ort} studiert und treffe dort jedes Jahr alte Freunde.
Quatsch, das war in {new} und nicht in {old}.
"""

CHINESE = """
{S}喜欢吃{zh_cai!}，但是不能吃太辣。
我很喜欢吃{zh_cai}，不过别太辣。
最近更喜欢{new}，不太吃{old}了。

{S}打算在{month}去{zh_di!}旅行{number}天，希望坐高铁。
我打算去{zh_di}旅行，最好坐高铁。
不去{old}了，改去{new}。

{S}每{zh_ri!}晚上跟{friend}一起打羽毛球。
我每{zh_ri}晚上跟朋友打羽毛球。
打球从{old}改到{new}了。

{S}的家人住在{zh_di!}，春节会回去看他们。
我家人住在{zh_di}，春节要回去。
他们从{old}搬到{new}了。
"""

JAPANESE = """
{S}さんは{ja_tabemono!}が好きで、{ja_youbi}によく食べに行きます。
{ja_tabemono}が好きで、{ja_youbi}によく食べに行きます。
最近は{old}より{new}のほうが好きです。

{S}さんは来年{ja_basho!}へ旅行する予定で、静かな旅館を探しています。
来年{ja_basho}に行きたいので、静かな旅館を探してください。
{old}ではなく{new}に行くことにしました。

{S}さんは{ja_youbi!}の午前中は会議を入れたくないそうです。
{ja_youbi}の午前中は会議を入れないでください。
{old}ではなく{new}でお願いします。
"""

ARABIC = """
يفضّل {S} أكل {ar_akl!} يوم {ar_yawm} مع العائلة.
أحب {ar_akl}، وخاصة يوم {ar_yawm}.
صرت أفضّل {new} على {old}.

يخطط {S} لزيارة {ar_makan!} في الربيع لمدة أسبوع.
أخطط لزيارة {ar_makan} في الربيع.
غيّرنا الخطة من {old} إلى {new}.

لا يريد {S} مكالمات يوم {ar_yawm!} بعد الظهر.
من فضلك لا مكالمات يوم {ar_yawm} بعد الظهر.
الأفضل يوم {new} بدل {old}.
"""

HINDI = """
{S} को नाश्ते में {hi_khana!} पसंद है और चाय में चीनी कम।
मुझे नाश्ते में {hi_khana} पसंद है।
अब {old} की जगह {new} अच्छा लगता है।

{S} अगले साल परिवार के साथ {hi_jagah!} जाने की योजना बना रहे हैं।
हम अगले साल {hi_jagah} जाना चाहते हैं।
{old} नहीं, अब {new} जाएँगे।

{S} हर {hi_din!} शाम को योग करते हैं, उस समय फ़ोन नहीं उठाते।
मैं हर {hi_din} शाम को योग करता हूँ।
योग {old} से {new} हो गया है।
"""

EMOJI = """
{S} ends good news with {mood!} and wants {food_sign} reminders for lunch.
Use {food_sign} for my lunch reminders please {mood}
I like {new} better than {old}

{S} calls the group chat with {partner} and the children "Home {family_sign!}".
Our family chat is called Home {family_sign}
I renamed it from {old} to {new}

{S} put {work_sign!} in {his} status at {company} and {flag} in {his} name.
My status at {company} is {work_sign} now, with {flag} in my name
{new} instead of {old} now

{S} rates restaurants with {food_sign!} and gave {restaurant} {number} of them.
I gave {restaurant} {number} {food_sign} {mood}
Should have been {new}, not {old}
"""
