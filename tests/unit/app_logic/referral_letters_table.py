"""Short letters that send us to somebody, with what they say; the writer is client@example.org.

A row: words, then name, role, e-mail, phone, Telegram name where they are said.
"""

Said = dict[str, str]

RUSSIAN: tuple[tuple[str, Said], ...] = (
    (
        "Добрый день! Такие вопросы решает Полина Гурьева, её почта p.gurieva@sevmash.example",
        {"name": "Полина Гурьева", "email": "p.gurieva@sevmash.example"},
    ),
    (
        "По поставкам лучше связаться с Олегом Дёминым: demin@lesprom.example",
        {"name": "Олег Дёмин", "email": "demin@lesprom.example"},
    ),
    (
        "Я уже не в этом отделе. Пишите Раисе, raisa@avtoline.example",
        {"name": "Раиса", "email": "raisa@avtoline.example"},
    ),
    ("Перенаправьте письмо на tender@zavodpk.example", {"email": "tender@zavodpk.example"}),
    ("Отправляйте такие предложения на info@kolos.example", {"email": "info@kolos.example"}),
    (
        "Рекомендую обратиться к начальнику отдела снабжения Кравцову И. П.",
        {"name": "Кравцов И. П.", "role": "начальник отдела снабжения"},
    ),
    (
        "С этим к Вадиму, он у нас по рекламе: vadim@studia7.example",
        {"name": "Вадим", "email": "vadim@studia7.example"},
    ),
    ("Вопрос не ко мне, а к Жанне Рябовой", {"name": "Жанна Рябова"}),
    (
        "Закупкой софта ведает Станислав Юрьевич, s.y@granit.example",
        {"name": "Станислав Юрьевич", "email": "s.y@granit.example"},
    ),
    ("Лучше напишите на общий ящик: office@pilot.example", {"email": "office@pilot.example"}),
    (
        "Прошу адресовать предложение директору по развитию Тихоновой Вере, tihonova@optima.example",
        {"name": "Тихонова Вера", "role": "директор по развитию", "email": "tihonova@optima.example"},
    ),
    ("Контактное лицо по этому вопросу — Эльдар, тел. +7 921 555-14-20", {"name": "Эльдар", "phone": "+79215551420"}),
    (
        "Передала ваше предложение Семёну Аркадьевичу, дальше общайтесь с ним: sa@vityaz.example",
        {"name": "Семён Аркадьевич", "email": "sa@vityaz.example"},
    ),
    (
        "Я в декрете до осени, меня замещает Кира Носова (nosova@ritm.example)",
        {"name": "Кира Носова", "email": "nosova@ritm.example"},
    ),
    (
        "Уволился в мае. Теперь там Фёдор, fedor@baltika-log.example",
        {"name": "Фёдор", "email": "fedor@baltika-log.example"},
    ),
    ("Это к айтишникам, пишите на it@mebel.example", {"role": "айтишники", "email": "it@mebel.example"}),
    (
        "Пишите сразу Лейле Каримовой, leila.karimova собака orient точка example",
        {"name": "Лейла Каримова", "email": "leila.karimova@orient.example"},
    ),
    (
        "Всё, что касается обучения, — к Инне Павловне: inna@kurs.example",
        {"name": "Инна Павловна", "email": "inna@kurs.example"},
    ),
    ("Не моя тема. Постучитесь к Глебу в телегу: @gleb_prod", {"name": "Глеб", "telegram": "@gleb_prod"}),
    (
        "Решение принимает собственник, Арсен Петросян, arsen@vino.example",
        {"name": "Арсен Петросян", "role": "собственник", "email": "arsen@vino.example"},
    ),
    ("Ваше письмо попало не туда, нужный адрес: partners@karavan.example", {"email": "partners@karavan.example"}),
    ("Обсудите это с Зоей Крутовой, zk@atlas.example", {"name": "Зоя Крутова", "email": "zk@atlas.example"}),
    (
        "Пожалуйста, направьте КП в тендерный отдел: tenders@most.example",
        {"role": "тендерный отдел", "email": "tenders@most.example"},
    ),
    (
        "Наш юрист Марк Левин проверяет договоры, напишите ему: levin@pravo.example",
        {"name": "Марк Левин", "role": "юрист", "email": "levin@pravo.example"},
    ),
    ("Я переслал Ренату, ждите ответа от него", {"name": "Ренат"}),
    ("Этим теперь рулит Ася, asya@neon.example, ей и пишите", {"name": "Ася", "email": "asya@neon.example"}),
    (
        "За подрядчиков отвечает Лариса Генриховна. Её адрес lg@stroyinvest.example",
        {"name": "Лариса Генриховна", "email": "lg@stroyinvest.example"},
    ),
    ("пишите на почту руководителя: boss@kvadrat.example", {"role": "руководитель", "email": "boss@kvadrat.example"}),
    (
        "Звоните в приёмную, 8 (812) 600-11-22, спросите Тамару",
        {"role": "приёмная", "name": "Тамара", "phone": "+78126001122"},
    ),
    ("По всем коммерческим предложениям — zakaz@doroga.example", {"email": "zakaz@doroga.example"}),
    (
        "Мы не закупаем сами, это делает головной офис: hq@holding.example",
        {"role": "головной офис", "email": "hq@holding.example"},
    ),
    ("Напишите Борису Ефимовичу, он подскажет", {"name": "Борис Ефимович"}),
    (
        "Вам бы к нашему технологу, Нелли: nelli@hleb.example",
        {"name": "Нелли", "role": "технолог", "email": "nelli@hleb.example"},
    ),
    ("Меня это не касается, пишите в отдел персонала", {"role": "отдел персонала"}),
    (
        "Лучше с Ильдаром Сафиным поговорить, он главный по складу. safin@kama.example",
        {"name": "Ильдар Сафин", "email": "safin@kama.example"},
    ),
    (
        "Я тут ничего не решаю, вот почта шефа: v.shef@uralsnab.example",
        {"role": "шеф", "email": "v.shef@uralsnab.example"},
    ),
    (
        "Свяжитесь, пожалуйста, с моим коллегой Тарасом Гнатюком\ntaras.gnatyuk@more.example\n+7 978 100-20-30",
        {"name": "Тарас Гнатюк", "email": "taras.gnatyuk@more.example", "phone": "+79781002030"},
    ),
    ("Дублируйте, пожалуйста, на второй ящик: me.second@mail.example", {"email": "me.second@mail.example"}),
    ("Денис занимается этим направлением, denis@sputnik.example", {"name": "Денис", "email": "denis@sputnik.example"}),
    ("Обратитесь на горячую линию: 8 800 555 12 34", {"phone": "+78005551234"}),
    (
        "Такие письма принимает секретарь: sekretar@ooo-luch.example",
        {"role": "секретарь", "email": "sekretar@ooo-luch.example"},
    ),
    (
        "Я бы на вашем месте написал Эмме Шульц — emma@schulz.example",
        {"name": "Эмма Шульц", "email": "emma@schulz.example"},
    ),
    (
        "Переадресую вас к Матвею Колосову, m.kolosov@dom.example",
        {"name": "Матвей Колосов", "email": "m.kolosov@dom.example"},
    ),
    ("Не к нам. Это в филиал, filial-kazan@set.example", {"email": "filial-kazan@set.example"}),
)

ENGLISH: tuple[tuple[str, Said], ...] = (
    (
        "Our purchasing is run by Derek Holt, derek.holt@quarry.example",
        {"name": "Derek Holt", "email": "derek.holt@quarry.example"},
    ),
    (
        "You'd be better off writing to Miriam: miriam@lakehouse.example",
        {"name": "Miriam", "email": "miriam@lakehouse.example"},
    ),
    (
        "This isn't my area. Colin Marsh (cmarsh@tower.example) is your man.",
        {"name": "Colin Marsh", "email": "cmarsh@tower.example"},
    ),
    ("Please don't write here, use vendor-intake@fabrik.example", {"email": "vendor-intake@fabrik.example"}),
    (
        "Kindly resend this to our sourcing desk at sourcing@metro.example",
        {"role": "sourcing desk", "email": "sourcing@metro.example"},
    ),
    (
        "The decision sits with Pauline Grey, write to her: p.grey@harbour.example",
        {"name": "Pauline Grey", "email": "p.grey@harbour.example"},
    ),
    (
        "Don't send these to me; send them to Ivor Lloyd at ivor@cwm.example",
        {"name": "Ivor Lloyd", "email": "ivor@cwm.example"},
    ),
    (
        "I've moved to another team. Beatrice Long took over: blong@orbit.example",
        {"name": "Beatrice Long", "email": "blong@orbit.example"},
    ),
    ("Ask for Trevor on +44 161 496 0123, he runs the warehouse", {"name": "Trevor", "phone": "+441614960123"}),
    ("Any offers go to offers@milltown.example please", {"email": "offers@milltown.example"}),
    (
        "Have you tried Sanjay Mehta? sanjay.mehta@delta.example",
        {"name": "Sanjay Mehta", "email": "sanjay.mehta@delta.example"},
    ),
    ("write to frank dot wells at pinewood dot example", {"email": "frank.wells@pinewood.example"}),
    ("Your best bet is Chloe in finance, chloe@bright.example", {"name": "Chloe", "email": "chloe@bright.example"}),
    (
        "I left in June. The new office manager is Gail Simmons, gail@clinic.example",
        {"name": "Gail Simmons", "role": "office manager", "email": "gail@clinic.example"},
    ),
    ("Looping in Hugo, who owns the vendor list", {"name": "Hugo"}),
    ("Passing this on to Wendy Marsden, she'll be in touch", {"name": "Wendy Marsden"}),
    ("Kindly address all proposals to our CFO, Ingrid Holm", {"name": "Ingrid Holm", "role": "CFO"}),
    ("That would be a question for Nadia (nadia@studio9.example)", {"name": "Nadia", "email": "nadia@studio9.example"}),
    (
        "We don't buy software here, head office does. Try it-buying@group.example",
        {"role": "head office", "email": "it-buying@group.example"},
    ),
    ("Please use bids@council.example for this sort of thing", {"email": "bids@council.example"}),
    (
        "For marketing matters get hold of Rory Quinn, rory@fern.example",
        {"name": "Rory Quinn", "email": "rory@fern.example"},
    ),
    (
        "I only do the books, you need the owner: Stan Kowalski, stan@bakery.example",
        {"name": "Stan Kowalski", "role": "owner", "email": "stan@bakery.example"},
    ),
    (
        "In my absence please contact Zara Patel (zara.patel@iris.example)",
        {"name": "Zara Patel", "email": "zara.patel@iris.example"},
    ),
    ("Out of office. For urgent matters call Leon on +49 30 123456", {"name": "Leon", "phone": "+4930123456"}),
    (
        "My colleague Fiona Reid deals with suppliers: fiona.reid@glen.example",
        {"name": "Fiona Reid", "email": "fiona.reid@glen.example"},
    ),
    (
        "Happy to help but Kwame is the one who decides, kwame@gold.example",
        {"name": "Kwame", "email": "kwame@gold.example"},
    ),
    ("Not me, sorry. It's Lucia - lucia@terra.example", {"name": "Lucia", "email": "lucia@terra.example"}),
    ("Could you send this to my work address instead? jane.work@corp.example", {"email": "jane.work@corp.example"}),
    ("You can reach the right team at partnerships@wave.example", {"email": "partnerships@wave.example"}),
    ("Reach out to @marta_ops on Telegram, she is in charge", {"telegram": "@marta_ops"}),
    (
        "All such requests should go through our head of procurement, Elias Berg",
        {"name": "Elias Berg", "role": "head of procurement"},
    ),
    (
        "Erik Nilsen handles our tools\nerik.nilsen@fjord.example",
        {"name": "Erik Nilsen", "email": "erik.nilsen@fjord.example"},
    ),
    (
        "The person you're after is Dana Whitfield, dana@whit.example",
        {"name": "Dana Whitfield", "email": "dana@whit.example"},
    ),
    ("I'd suggest speaking with Owen first - owen@cliff.example", {"name": "Owen", "email": "owen@cliff.example"}),
    (
        "Retired last year! Try my successor, Petra Novak, petra.novak@glass.example",
        {"name": "Petra Novak", "email": "petra.novak@glass.example"},
    ),
    ("Wrong inbox - please forward to legal@castle.example", {"email": "legal@castle.example"}),
    (
        "Email Bo Chen, our IT manager. bo.chen@jade.example",
        {"name": "Bo Chen", "role": "IT manager", "email": "bo.chen@jade.example"},
    ),
    ("You need to talk to Gareth.\nHis number: +44 29 2018 0123", {"name": "Gareth", "phone": "+442920180123"}),
    (
        "Direct any further mail to Ms. Aurora Vance, avance@opera.example",
        {"name": "Aurora Vance", "email": "avance@opera.example"},
    ),
    ("Please speak to the head of IT", {"role": "head of IT"}),
    ("Sales pitches go to Rob, rob@garage.example, not to me", {"name": "Rob", "email": "rob@garage.example"}),
    (
        "I can't decide this, but Maeve Doyle can: maeve at doyle.example",
        {"name": "Maeve Doyle", "email": "maeve@doyle.example"},
    ),
    ("cc: Amir, who can answer better than I can", {"name": "Amir"}),
    ("Better drop Simone a line, simone@atelier.example", {"name": "Simone", "email": "simone@atelier.example"}),
    ("Mail our buyer directly: buyer.desk@mart.example", {"role": "buyer", "email": "buyer.desk@mart.example"}),
)

MORE: tuple[tuple[str, Said], ...] = (
    (
        "С этим вопросом вам к Вере Ильиничне из отдела рекламы, vera@lira.example",
        {"name": "Вера Ильинична", "role": "отдел рекламы", "email": "vera@lira.example"},
    ),
    ("Закупками у нас заведует Аркадий, ark@nord.example", {"name": "Аркадий", "email": "ark@nord.example"}),
    ("Просьба направлять подобные письма на адрес kp@tkani.example", {"email": "kp@tkani.example"}),
    ("Лучше сразу директору: dir@pechi.example", {"role": "директор", "email": "dir@pechi.example"}),
    ("Я переадресовала ваше письмо Роману Сергеевичу", {"name": "Роман Сергеевич"}),
    ("Это не моё, у нас таким ведает Зухра (zuhra@bazar.example)", {"name": "Зухра", "email": "zuhra@bazar.example"}),
    ("Спросите Никиту, он в курсе: nik@more.example", {"name": "Никита", "email": "nik@more.example"}),
    (
        "Можете продублировать Наталье Орловой? orlova@sad.example",
        {"name": "Наталья Орлова", "email": "orlova@sad.example"},
    ),
    ("В наш московский офис пишите, msk@set.example", {"email": "msk@set.example"}),
    ("Контакт нужного человека: Лидия Шмидт, +7 905 222-33-44", {"name": "Лидия Шмидт", "phone": "+79052223344"}),
    (
        "Я на пенсии, вместо меня Павел Котов: kotov@zavod.example",
        {"name": "Павел Котов", "email": "kotov@zavod.example"},
    ),
    (
        "Коммерческими предложениями занимается Дарья, её почта dasha@kit.example",
        {"name": "Дарья", "email": "dasha@kit.example"},
    ),
    ("пиши лучше Максу, max@lab.example", {"name": "Макс", "email": "max@lab.example"}),
    (
        "По договорам - юрист Антон Белых, belyh@lex.example",
        {"name": "Антон Белых", "role": "юрист", "email": "belyh@lex.example"},
    ),
    ("Please pass this along to Greta Lind, greta@lind.example", {"name": "Greta Lind", "email": "greta@lind.example"}),
    (
        "Head office makes those calls. Reach them at hq@group.example",
        {"role": "Head office", "email": "hq@group.example"},
    ),
    ("Tony is our guy for this - tony@diner.example", {"name": "Tony", "email": "tony@diner.example"}),
    ("I'm retired. Write to my son Peter, peter@farm.example", {"name": "Peter", "email": "peter@farm.example"}),
    (
        "For anything about suppliers, email Ruth Adler at ruth@adler.example",
        {"name": "Ruth Adler", "email": "ruth@adler.example"},
    ),
    ("That's Hannah's department, hannah@shop.example", {"name": "Hannah", "email": "hannah@shop.example"}),
    (
        "You've got the wrong Dan. The one you want is Dan Cole, dcole@firm.example",
        {"name": "Dan Cole", "email": "dcole@firm.example"},
    ),
    (
        "Everything goes via our procurement portal team, portal@big.example",
        {"email": "portal@big.example", "role": "procurement portal team"},
    ),
    ("Have a word with Simon Teller, simon@teller.example", {"name": "Simon Teller", "email": "simon@teller.example"}),
    (
        "I am just the receptionist; Dr. Alan Moss decides: moss@clinic.example",
        {"name": "Alan Moss", "email": "moss@clinic.example"},
    ),
    (
        "Purchases are handled by our finance team, finance@hub.example",
        {"role": "finance team", "email": "finance@hub.example"},
    ),
    ("Forwarded to Bella King, she'll answer", {"name": "Bella King"}),
    ("Please resend to Mr. Okoro, okoro@lagos.example", {"name": "Okoro", "email": "okoro@lagos.example"}),
)

LETTERS = RUSSIAN + ENGLISH + MORE
