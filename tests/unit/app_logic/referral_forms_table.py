"""Forms in which letters send us to somebody, and forms with names and addresses that do not.

A line: words => n name, r role, e e-mail, p phone, t Telegram name. Names and roles are in the writer's own case: they
are compared by the first three letters of each word. The writer is client@example.org.
"""

RUSSIAN = """
Вам к Инге Рудиной => n:Инга Рудина
Вам лучше к Инге, inga@lotos.example => n:Инга e:inga@lotos.example
Это к Степану Ильичу => n:Степану Ильичу
Это не ко мне, это к Роману: +7 911 555-01-22 => n:Роман p:+79115550122
С этим, пожалуйста, к нашему управляющему => r:управляющему
По этому вопросу вам поможет Нелли Каримова, n.karimova@salut.example => n:Нелли Каримова e:n.karimova@salut.example
По вопросам сотрудничества пишите на partner@salut.example => e:partner@salut.example
По всем вопросам рекламы — Злата, zlata@salut.example => n:Злата e:zlata@salut.example
По рекламе у нас Злата: @zlata_ads => n:Злата t:@zlata_ads
Рекламой занимается Злата Ковалёва => n:Злата Ковалёва
Этим теперь занимается Герман, german@dubrava.example => n:Герман e:german@dubrava.example
Отзывами занимаются маркетологи, marketing@dubrava.example => r:маркетологи e:marketing@dubrava.example
За отзывы отвечает Тая => n:Тая
За маркетинг в сети отвечает Юрий Цой, 8-905-555-01-33 => n:Юрий Цой p:+79055550133
Отвечает за это направление Руслан Гатин, r.gatin@ural.example => n:Руслан Гатин e:r.gatin@ural.example
Ответственная — Лилия Сафина, safina@ural.example => n:Лилия Сафина e:safina@ural.example
Контактное лицо: Мария Титова, titova@ural.example => n:Мария Титова e:titova@ural.example
Решения по подрядчикам принимает Аркадий Белов => n:Аркадий Белов
Решает у нас директор, director@breeze.example => r:директор e:director@breeze.example
Такие вещи решает только собственник => r:собственник
Окончательное слово за коммерческим директором, kd@breeze.example => r:коммерческим директором e:kd@breeze.example
Это в зоне ответственности Фаины Львовны, faina@breeze.example => n:Фаины Львовны e:faina@breeze.example
Это зона ответственности отдела маркетинга => r:отдел маркетинга
Это в ведении отдела закупок, zakupki@breeze.example => r:отдел закупок e:zakupki@breeze.example
Этот вопрос курирует Нонна, nonna@breeze.example => n:Нонна e:nonna@breeze.example
Командует этим у нас Глеб, 8 921 555 01 44 => n:Глеб p:+79215550144
Рулит этим Кеша, @kesha_boss => n:Кеша t:@kesha_boss
Всем этим заправляет Варя, varya@breeze.example => n:Варя e:varya@breeze.example
Этим ведает главный врач => r:главный врач
Руководит направлением Савва Морозов, savva@breeze.example => n:Савва Морозов e:savva@breeze.example
Обратитесь к Эмме Генриховне по телефону 8 (495) 555-01-66 => n:Эмме Генриховне p:+74955550166
Обращайтесь напрямую к Якову: yakov@breeze.example => n:Яков e:yakov@breeze.example
Лучше обратиться в отдел рекламы: reklama@lion.example => r:отдел рекламы e:reklama@lion.example
Прошу обращаться к заместителю директора Орлову П. Н. => n:Орлов r:заместителю директора
Предлагаю направить письмо начальнику сервиса Юдиной А. А., yudina@lion.example \
=> n:Юдиной r:начальнику e:yudina@lion.example
Просьба направлять предложения на tender@lion.example => e:tender@lion.example
Коммерческие предложения направляйте на kp@lion.example => e:kp@lion.example
КП принимаем на kp@lion.example => e:kp@lion.example
Для предложений у нас ящик offers@lion.example => e:offers@lion.example
Для таких писем есть почта partners@lion.example => e:partners@lion.example
Напишите, пожалуйста, на общую почту info@lion.example => e:info@lion.example
Пишите не сюда, а на office@lion.example => e:office@lion.example
Пишите не мне, а Дарине: darina@lion.example => n:Дарина e:darina@lion.example
Отправьте это не мне, а Дарине Олеговне, darina@lion.example => n:Дарина Олеговна e:darina@lion.example
Скиньте презентацию Тимофею, tim@lion.example => n:Тимофей e:tim@lion.example
Презентацию лучше отправить маркетологу: market@lion.example => r:маркетолог e:market@lion.example
Перешлите, пожалуйста, Борису Львовичу: b.l@lion.example => n:Борис Львович e:b.l@lion.example
Продублируйте письмо моей коллеге Зине, zina@lion.example => n:Зине e:zina@lion.example
Переадресуйте запрос в службу качества, quality@lion.example => r:службу качества e:quality@lion.example
Дублируйте на director@lion.example => e:director@lion.example
Свяжитесь с моей коллегой Анжелой, angela@lion.example, +7 927 555-01-18 \
=> n:Анжелой e:angela@lion.example p:+79275550118
Свяжитесь с нашей управляющей Ноной: 8 927 555 01 19 => n:Ноной r:управляющей p:+79275550119
Общайтесь дальше с Ваней, vanya@ptica.example => n:Ваней e:vanya@ptica.example
Дальше по проекту работает Пелагея, pelageya@ptica.example => n:Пелагея e:pelageya@ptica.example
Договаривайтесь с Ульяной, её номер +7 913 555 01 20 => n:Ульяной p:+79135550120
Поговорите с управляющим, его зовут Артур, artur@ptica.example => n:Артур r:управляющим e:artur@ptica.example
Созвонитесь с Инессой, 8-913-555-01-21 => n:Инессой p:+79135550121
Позвоните бухгалтеру, +7 913 555-01-22 => r:бухгалтер p:+79135550122
Наберите Лёшу, 89135550123 => n:Лёша p:+79135550123
Звякните Толику, 8 913 5550124 => n:Толик p:+79135550124
Спросите Виолетту на ресепшене: +7(913)555-01-25 => n:Виолетта p:+79135550125
Стукните в телегу Марусе @marusya_pr => n:Маруся t:@marusya_pr
Пишите Клаве в тг: t.me/klava_otzyv => n:Клава t:@klava_otzyv
Её телеграм https://t.me/olga_best, Ольга этим занимается => n:Ольга t:@olga_best
Вот контакт Михаила: mihail@ptica.example => n:Михаил e:mihail@ptica.example
Контакты ответственного: Рената Хан, rh@ptica.example, +7 (343) 555-01-26 \
=> n:Рената Хан e:rh@ptica.example p:+73435550126
Даю контакты нашего маркетолога: Элла, ella@ptica.example => n:Элла r:маркетолог e:ella@ptica.example
Держите почту директора: boss@ptica.example => r:директор e:boss@ptica.example
Запишите телефон Геннадия: 8 913 555-01-27 => n:Геннадий p:+79135550127
Я больше не работаю в компании, вместо меня Ника: nika@ptica.example => n:Ника e:nika@ptica.example
Я уволилась, теперь на моём месте Кристина Ли, k.li@ptica.example => n:Кристина Ли e:k.li@ptica.example
Меня сменил Артём Юсупов, a.yusupov@ptica.example => n:Артём Юсупов e:a.yusupov@ptica.example
Дела передал Игорю Сычёву, sychev@ptica.example => n:Игорь Сычёв e:sychev@ptica.example
Мои дела приняла Роза, roza@ptica.example => n:Роза e:roza@ptica.example
На время отпуска меня замещает Дина, dina@ptica.example => n:Дина e:dina@ptica.example
В моё отсутствие пишите Захару Минину: minin@ptica.example => n:Захар Минин e:minin@ptica.example
По срочным вопросам — Ева Романова, eva@ptica.example => n:Ева Романова e:eva@ptica.example
Вы ошиблись адресом, вам нужен Матвей: matvey@ptica.example => n:Матвей e:matvey@ptica.example
Вы не туда пишете, попробуйте sales@ptica.example => e:sales@ptica.example
Я не тот человек, решает Лев Абрамович, lev@ptica.example => n:Лев Абрамович e:lev@ptica.example
Вам нужна Оксана из маркетинга, oksana@ptica.example => n:Оксана e:oksana@ptica.example
Вам бы с Филиппом поговорить, phil@ptica.example => n:Филипп e:phil@ptica.example
Я тут не решаю. Решает Соня. sonya@ptica.example => n:Соня e:sonya@ptica.example
лучше с ириной пообщайтесь, irina@ptica.example => n:Ирина e:irina@ptica.example
не ко мне, к серёге 8 913 555 01 28 => n:Серёга p:+79135550128
это не я решаю а катя, kate@ptica.example => n:Катя e:kate@ptica.example
пешите светлане sveta@ptica.example => n:Светлана e:sveta@ptica.example
Ставлю в копию Аглаю, она ведёт отзывы: aglaya@ptica.example => n:Аглая e:aglaya@ptica.example
Добавила в копию Влада (vlad@ptica.example), дальше с ним => n:Влад e:vlad@ptica.example
Подключаю коллегу, Арину Котову, arina@ptica.example, она ответит => n:Арина Котова e:arina@ptica.example
Передала ваше письмо Елисею, он с вами свяжется => n:Елисей
Переслал ваше предложение директору по маркетингу, дальше с ним: dm@ptica.example \
=> r:директору по маркетингу e:dm@ptica.example
Адрес для писем: ivan [собака] sosna [точка] example => e:ivan@sosna.example
Пишите Яне: yana собака sosna точка example => n:Яна e:yana@sosna.example
Пишите Яне: yana(at)sosna.example => n:Яна e:yana@sosna.example
Почта Семёна — semen @ sosna.example, ему и пишите => n:Семён e:semen@sosna.example
Напишите Эдику на edik (собачка) sosna.example => n:Эдик e:edik@sosna.example
Сайтом и отзывами занимается подрядчик, Николай Грач: grach@web.example => n:Николай Грач e:grach@web.example
Лучше сразу юристу => r:юрист
Обратитесь в канцелярию => r:канцелярию
Направьте официальное письмо генеральному директору Белых О. О. => n:Белых r:генеральному директору
Все вопросы к главному администратору, 8 800 555 01 29 => r:главному администратору p:+78005550129
Адресуйте старшей медсестре: sestra@med.example => r:старшей медсестре e:sestra@med.example
Звоните управляющей салоном, +7 913 555-01-30 => r:управляющей салоном p:+79135550130
Напишите шеф-повару, chef@rest.example => r:шеф-повар e:chef@rest.example
Пусть этим займётся Ян, напишите ему: yan@rest.example => n:Ян e:yan@rest.example
Ольга Петровна у нас главная по закупкам, к ней и обращайтесь, op@rest.example => n:Ольга Петровна e:op@rest.example
Есть Пётр Ильич и есть Никита, но отвечает за это Никита, пишите ему: nik@rest.example => n:Никита e:nik@rest.example
Руководит клиентским сервисом Алла Юрьевна. Почта: alla@rest.example => n:Алла Юрьевна e:alla@rest.example
Здравствуйте! Я веду только бухгалтерию. По продвижению вам нужна Лидия Фролова, её почта frolova@sad.example. \
=> n:Лидия Фролова e:frolova@sad.example
Это решает собственница, Марина Викторовна, мне она таких полномочий не давала. Её номер 8 917 555-01-52 \
=> n:Марина Викторовна p:+79175550152
Вы попали в отдел кадров. Отзывами занимается служба заботы, zabota@sad.example => r:служба заботы e:zabota@sad.example
Не по моей части. Антон у нас по сайту, antonsite@sad.example => n:Антон e:antonsite@sad.example
Попробуйте через администратора, Алину: +7 (921) 555-01-53 => n:Алина p:+79215550153
отправь лучше макс у, он директор, max@sad.example => n:Макс e:max@sad.example
Я в отпуске, за меня Пётр Гурьев (p.guriev@sad.example) => n:Пётр Гурьев e:p.guriev@sad.example
По таким предложениям обращайтесь к управляющему партнёру Демьяну Круглову, d.kruglov@sad.example \
=> n:Демьян Круглов r:управляющему e:d.kruglov@sad.example
Я просто официант :) Хозяин — Ашот, звоните ему 8 928 555 01 54 => n:Ашот r:хозяин p:+79285550154
Спасибо, но адресат не я. Переправьте, пожалуйста, Вере Ильиничне на vera.i@sad.example \
=> n:Вера Ильиничне e:vera.i@sad.example
Наш маркетолог Катерина посмотрит, пишите ей: katerina@sad.example => n:Катерина r:маркетолог e:katerina@sad.example
Пишите на korobka [собака] sad [точка] example, там разберутся => e:korobka@sad.example
Письма такого рода читает секретарь: sekretar@sad.example => r:секретарь e:sekretar@sad.example
За это у нас Лёня отвечает, телега @lenya_smm => n:Лёня t:@lenya_smm
Дарья Сергеевна уже не работает, теперь Олег Дубов, dubov@sad.example => n:Олег Дубов e:dubov@sad.example
Вопрос в головной офис, контакт-центр 8 800 555-01-55 => p:+78005550155
Мне не пишите, напишите в приёмную директора: priemnaya@sad.example => r:приёмная e:priemnaya@sad.example
Ваше письмо я отдала Ксюше, её адрес ksu@sad.example, с ней и продолжайте => n:Ксюша e:ksu@sad.example
Всё через тендерную площадку, ответственный Зотов Н. А., zotov@sad.example => n:Зотов e:zotov@sad.example
я только курьер, вам к Гоше 89175550156 => n:Гоша p:+79175550156
Спишитесь с нашим SMM-щиком @smm_sad => t:@smm_sad
Адресуйте ваше обращение руководителю службы сервиса Мельниковой Т. П. => n:Мельникова r:руководителю
Тут вам лучше подскажет Ринат, r.ahmetov@sad.example => n:Ринат e:r.ahmetov@sad.example
Нам не надо, а филиал в Туле ищет как раз: tula@sad.example, пишите туда => e:tula@sad.example
Я передал Насте, она с вами свяжется на днях => n:Настя
"""

ENGLISH = """
You want Erin Doyle, erin@lark.example => n:Erin Doyle e:erin@lark.example
You need our events manager, events@lark.example => r:events manager e:events@lark.example
You need to speak to Kofi: +44 7700 900111 => n:Kofi p:+447700900111
You should talk to Bea instead, bea@lark.example => n:Bea e:bea@lark.example
You'd be better off speaking to Una Reid => n:Una Reid
You'll want to email Max, max@lark.example => n:Max e:max@lark.example
Please contact Zoe Hart at zoe.hart@lark.example => n:Zoe Hart e:zoe.hart@lark.example
Please contact our purchasing department => r:purchasing department
Please email our guest relations manager at gr@lark.example => r:guest relations manager e:gr@lark.example
Please reach out to Ivan Petrov (ivan.petrov@lark.example) => n:Ivan Petrov e:ivan.petrov@lark.example
Please get in touch with Lena, lena@lark.example => n:Lena e:lena@lark.example
Kindly address this to the operations director, ops@lark.example => r:operations director e:ops@lark.example
Kindly direct all enquiries to info@lark.example => e:info@lark.example
Please send all proposals to vendors@lark.example => e:vendors@lark.example
Please use vendors@lark.example for offers like this => e:vendors@lark.example
Sales pitches belong in vendors@lark.example => e:vendors@lark.example
We have an inbox for this: suppliers@lark.example => e:suppliers@lark.example
Vendors should write to suppliers@lark.example => e:suppliers@lark.example
All of this goes through head office: ho@lark.example => r:head office e:ho@lark.example
That is handled by Tilda Swan, tilda@lark.example => n:Tilda Swan e:tilda@lark.example
This is dealt with by our marketing team => r:marketing team
Reviews are looked after by Omar, omar@lark.example => n:Omar e:omar@lark.example
Omar looks after that, omar@lark.example => n:Omar e:omar@lark.example
Omar Aziz runs marketing here: omar@lark.example => n:Omar Aziz e:omar@lark.example
Omar is in charge of reviews, omar@lark.example => n:Omar e:omar@lark.example
Omar is responsible for this => n:Omar
Omar's your man, +44 7700 900112 => n:Omar p:+447700900112
Omar is the one you want: omar@lark.example => n:Omar e:omar@lark.example
Omar heads up guest experience, write to him at omar@lark.example => n:Omar e:omar@lark.example
Omar sorts all that out, give him a shout on +44 7700 900113 => n:Omar p:+447700900113
Omar makes those decisions, not me => n:Omar
Omar would be the best person to ask => n:Omar
Omar has taken over from me, omar@lark.example => n:Omar e:omar@lark.example
The right person is Dot Mills, dot@lark.example => n:Dot Mills e:dot@lark.example
The person to talk to is Dot, dot@lark.example => n:Dot e:dot@lark.example
The best contact for this is our buyer, buyer@lark.example => r:buyer e:buyer@lark.example
The decision lies with our CFO, Ana Lund, ana@lark.example => n:Ana Lund r:CFO e:ana@lark.example
Decisions like this are made by the owner, owner@lark.example => r:owner e:owner@lark.example
It's Jo who decides, jo@lark.example => n:Jo e:jo@lark.example
That's Jo's department, jo@lark.example => n:Jo e:jo@lark.example
That's one for Jo: jo@lark.example => n:Jo e:jo@lark.example
That's a question for our accountant, acc@lark.example => r:accountant e:acc@lark.example
Not me, it's Jo you need. jo@lark.example => n:Jo e:jo@lark.example
Not my patch, try Jo on +1 202 555 0133 => n:Jo p:+12025550133
Wrong department. Try Jo: jo@lark.example => n:Jo e:jo@lark.example
Wrong person, sorry! Jo Bell, jo@lark.example => n:Jo Bell e:jo@lark.example
I'm not the right person, please write to Hal Jones: hal@lark.example => n:Hal Jones e:hal@lark.example
I am not the decision maker. Hal Jones is: hal@lark.example => n:Hal Jones e:hal@lark.example
I don't deal with this. Speak with Hal on 020 7946 0122 => n:Hal p:+442079460122
I no longer work here. My replacement is Ida Moss, ida@lark.example => n:Ida Moss e:ida@lark.example
I left in May; Ida Moss has my job now, ida@lark.example => n:Ida Moss e:ida@lark.example
I have moved on. Ida Moss (ida@lark.example) is your new contact => n:Ida Moss e:ida@lark.example
While I'm away, Ida is covering: ida@lark.example => n:Ida e:ida@lark.example
In my absence please contact Ida Moss, ida@lark.example => n:Ida Moss e:ida@lark.example
For urgent matters call the night manager on +44 7700 900114 => r:night manager p:+447700900114
For anything urgent: Ida Moss, +44 7700 900115 => n:Ida Moss p:+447700900115
For purchasing queries, procurement@lark.example is the address => e:procurement@lark.example
Could you send this to Rob Tate (rob@lark.example)? => n:Rob Tate e:rob@lark.example
Could you forward this to our GM, gm@lark.example? => r:GM e:gm@lark.example
Would you mind sending it to Rob instead, rob@lark.example => n:Rob e:rob@lark.example
Can you email Rob about this? rob@lark.example => n:Rob e:rob@lark.example
Send the deck to Rob, rob@lark.example, he decides => n:Rob e:rob@lark.example
Send it over to Rob rather than me: rob@lark.example => n:Rob e:rob@lark.example
Pop an email to Rob, rob@lark.example => n:Rob e:rob@lark.example
Drop Rob a line: rob@lark.example => n:Rob e:rob@lark.example
Drop a note to Rob at rob@lark.example => n:Rob e:rob@lark.example
Give Rob a ring on 07700 900116 => n:Rob p:+447700900116
Give our head chef a call, 07700 900117 => r:head chef p:+447700900117
Buzz Rob on +447700900118 => n:Rob p:+447700900118
Text Rob, 07700 900119 => n:Rob p:+447700900119
Ring our duty manager on 020 7946 0123 => r:duty manager p:+442079460123
Ping Rob on Telegram @rob_tate => n:Rob t:@rob_tate
Message Rob: t.me/rob_tate => n:Rob t:@rob_tate
Rob's telegram is @rob_tate, ask him => n:Rob t:@rob_tate
Ask for Rob at reception, 020 7946 0124 => n:Rob p:+442079460124
Speak to Rob or, better, to Mia, who decides: mia@lark.example => n:Mia e:mia@lark.example
Take it up with Mia, mia@lark.example => n:Mia e:mia@lark.example
Have a chat with Mia, she decides => n:Mia
Run it past Mia first, mia@lark.example => n:Mia e:mia@lark.example
Set it up with my assistant, pa@lark.example => r:assistant e:pa@lark.example
Please arrange it with Mia, mia@lark.example => n:Mia e:mia@lark.example
Let me point you to Mia Rossi, mia@lark.example => n:Mia Rossi e:mia@lark.example
I suggest you contact Mia Rossi => n:Mia Rossi
I'd try Mia, mia@lark.example => n:Mia e:mia@lark.example
I have forwarded your note to Mia, who will be in touch => n:Mia
I've passed this on to our marketing director, she will get back to you => r:marketing director
I've copied in Mia, mia@lark.example, who looks after this => n:Mia e:mia@lark.example
Looping in Mia Rossi (mia@lark.example), please take it from here => n:Mia Rossi e:mia@lark.example
Adding Mia here, mia@lark.example, she owns this => n:Mia e:mia@lark.example
Mia (cc'd) will take it from here, mia@lark.example => n:Mia e:mia@lark.example
Here are Mia's details: mia@lark.example, 07700 900120 => n:Mia e:mia@lark.example p:+447700900120
Her email is mia@lark.example, she's our brand manager => r:brand manager e:mia@lark.example
Mia's email: mia at lark dot example, she handles it => n:Mia e:mia@lark.example
Write to mia [at] lark [dot] example => e:mia@lark.example
Write to Mia, mia (at) lark.example => n:Mia e:mia@lark.example
not me mate, speak 2 mia mia@lark.example => n:Mia e:mia@lark.example
its mia who does that, mia@lark.example => n:Mia e:mia@lark.example
pls email tom tom@lark.example => n:Tom e:tom@lark.example
Best to go via our agency, Bright & Co, at hello@bright.example => e:hello@bright.example
Marketing is outsourced: contact Finn at Bright, finn@bright.example => n:Finn e:finn@bright.example
Our general manager, Ms Ito, takes those decisions: ito@lark.example => n:Ito r:general manager e:ito@lark.example
That is handled by our Chief Customer Officer, Mr Osei. Please write to cco@lark.example \
=> n:Osei r:Chief e:cco@lark.example
Reviews are now handled by Kit Vale, who joined in March. Drop him a line at kit@lark.example. \
=> n:Kit Vale e:kit@lark.example
Hi, I only do payroll. Marketing sits with Freya Lund, freya.lund@oak.example => n:Freya Lund e:freya.lund@oak.example
Try our manager Hassan, he's in on weekdays: 020 7946 0155 => n:Hassan r:manager p:+442079460155
I pass these to nobody, sorry. The address for suppliers is supply@oak.example => e:supply@oak.example
I'm just the Saturday girl! The boss is Moira, moira@oak.example => n:Moira e:moira@oak.example
Please take this up with our regional marketing lead, Theo Banks (t.banks@oak.example) \
=> n:Theo Banks r:marketing lead e:t.banks@oak.example
Sounds useful but it's above my pay grade. Email Priti, priti@oak.example => n:Priti e:priti@oak.example
You've reached accounts. For marketing please email hello@oak.example => e:hello@oak.example
My colleague Stefan will look at this with you: stefan@oak.example => n:Stefan e:stefan@oak.example
Kindly forward your brochure to the practice manager, pm@oak.example => r:practice manager e:pm@oak.example
I've handed this over to Nell Frost, who'll be your contact from now on => n:Nell Frost
You'd have to ask the owner, Mr Vance. +1 202 555 0177 => n:Vance r:owner p:+12025550177
no longer my job, lucy does it now lucy@oak.example => n:Lucy e:lucy@oak.example
Mrs Okoye is the person for that. Telegram: @mrs_okoye => n:Okoye t:@mrs_okoye
Can you resend it to our GM Paul Drew? paul.drew@oak.example => n:Paul Drew e:paul.drew@oak.example
Automatic reply: I've retired. Please redirect your mail to Gavin Stone, g.stone@oak.example \
=> n:Gavin Stone e:g.stone@oak.example
This mailbox is not monitored. Use support-desk@oak.example instead => e:support-desk@oak.example
I'd love to help but reviews are Tanya's baby - tanya@oak.example => n:Tanya e:tanya@oak.example
Get hold of Bruno in ops, bruno (at) oak (dot) example => n:Bruno e:bruno@oak.example
We're a franchise, speak to head office: franchise@oak.example => r:head office e:franchise@oak.example
Contact details for our digital team: digital@oak.example, 020 7946 0156 \
=> r:digital team e:digital@oak.example p:+442079460156
Ask whoever runs the hotel side, I think Carla (carla@oak.example) => n:Carla e:carla@oak.example
Better call Sol. 07700 900157 => n:Sol p:+447700900157
Wrong inbox! You'll find Wren at wren@oak.example => n:Wren e:wren@oak.example
Decision maker: Ulla Berg, ulla@oak.example => n:Ulla Berg e:ulla@oak.example
Leave it with Maxine from now on, maxine@oak.example, she has the budget => n:Maxine e:maxine@oak.example
"""

RUSSIAN_TRAPS = """
Мой новый адрес: anna@dom.example
Пишите мне теперь на anna@dom.example
Пишите мне на личную почту anna@dom.example
Это моя рабочая почта: anna@dom.example, пишите сюда
Я сменила почту, теперь она такая: anna@dom.example
Мой телеграм @anna_dom, пишите
Звоните мне в телеграм, @anna_dom
Звоните, мой номер +7 913 555-01-40
Мне удобнее в телеграме: @anna_dom
Пришлите прайс на anna@dom.example, гляну
Отправьте презентацию мне на anna@dom.example
Скиньте договор на почту buh@dom.example, это я
На встрече будет ещё Кирилл (kirill@dom.example)
Добавьте в приглашение Кирилла: kirill@dom.example
Можно Кирилл (kirill@dom.example) тоже подключится?
Возьму с собой коллегу, Кирилла Юдина
Пригласите на созвон и нашего директора, boss@dom.example
Обсудил с Кириллом, он не против
Обсудим с директором и вернёмся
Посоветуюсь с бухгалтером
Переслал Кириллу, ему понравилось
Передала вашу презентацию директору, ждём её решения
Показал коллегам из маркетинга, им интересно
Кирилл сказал, что дорого
Вас рекомендовал Пётр Сомов из «Волны»
О вас рассказала Инна, она ваша клиентка
Работаете ли вы с Петром Сомовым?
С кем я говорю, с Олегом?
Кто у вас отвечает за внедрение?
К кому обращаться по договору?
Ваш коллега Олег мне уже писал с oleg@seller.example
Почему пишет Олег, а отвечает Денис?
Передайте привет Марине
Спасибо Олегу за звонок
Не пишите Кириллу, он уволен
Не надо писать моему директору
Зачем вы написали на boss@dom.example?
Уберите из рассылки boss@dom.example и kirill@dom.example
Отчёты будут приходить на один адрес или можно на два: a@dom.example и b@dom.example?
Можно подключить пользователя kirill@dom.example?
Мы работаем с агентством «Ромашка»
Директор Зоя Павловна в отпуске, вернётся и решим
Подпишет договор Иван Сергеевич
Я директор, решаю сам
Я и есть ответственный за маркетинг
За отзывы отвечаю я
Спрошу у Кати и отпишусь
Мы с Костей за
Наш менеджер Света заболела, перенесём на четверг
Договор на ООО «Кедр», директор Лапин И. И.
Давайте созвонимся, буду с Игорем из закупок
У нас Катя раньше этим занималась, сейчас никто
Спасибо, Ольга! Ждём договор на nasha@sad.example
Наш директор Ринат Фаридович в восторге, присылайте договор
Подскажите, Анна, а Пётр из вашей команды ещё работает?
Мне Света из соседнего кафе про вас сказала, её отзывы вы ведёте?
Давайте созвонимся втроём: я, Глеб и вы. Глеб — gleb@sad.example
Пользователей будет двое: ira@sad.example и lena@sad.example
Отвечаю с другой почты, основная ira@sad.example сломалась
Вы ошиблись, мы не «Вишнёвый сад», а просто сад. Но интересно, расскажите
Обсужу с Ниной Павловной и напишу вам в четверг
Ваш менеджер Артур обещал позвонить по номеру 8 917 555-01-58 и не позвонил
Пришлите счёт на buh@sad.example, оплатим до пятницы
Олег, добрый день! Письмо получил, изучаю. Илья Шмидт, управляющий, i.shmidt@sad.example
Маркетолога у нас нет, всем занимаюсь сам
Позвоните мне, пожалуйста, после обеда: 8 917 555 01 59, Ирина
Скиньте ссылку в вотсап на +7 917 555-01-60
К сожалению, Мария больше не работает, а нового человека пока не взяли
Удалите мой адрес и адрес коллеги: a.petrov@sad.example
Завтра к вам приедет наш водитель Сергей, +7 917 555-01-61
"""

ENGLISH_TRAPS = """
My new address is ann@home.example
Please write to me at ann@home.example from now on
I've changed my email, it's ann@home.example now
Use my work address please: ann@home.example
Reach me on Telegram, @ann_home
Call me on +44 7700 900140
My mobile is 07700 900141
You can reach me at ann@home.example
Send the deck to ann@home.example please
Please send it to me at ann@home.example
Email me the pricing at ann@home.example
Can Kurt (kurt@home.example) join us?
Please add Kurt to the invite: kurt@home.example
Kurt and I will both be on the call
I'll bring Kurt from finance
Please invite our director too, boss@home.example
I spoke to Kurt and he likes it
I need to talk to my boss first
Let me check with Kurt and get back to you
I'll ask our accountant
I forwarded it to Kurt and he loved it
Passed it round the team, they are keen
Kurt says it is too expensive
Kurt at Gull recommended you
I heard of you from Ines Vale
Do you work with Ines Vale?
Is Ines still with you?
Who handles onboarding on your side?
Who should I contact about billing?
Can I speak to your manager?
Your colleague Olly called me from olly@seller.example
Why does Olly write and Dan answer?
Say hi to Olly
Thanks to Olly for the call
Do not contact Kurt, he has left
Don't email my boss
Why did you write to boss@home.example?
Please remove boss@home.example and kurt@home.example from your list
Will reports go to one inbox or both a@home.example and b@home.example?
Can we add kurt@home.example as a user?
We use an agency called Bright
Our director Mrs Hume is away, she will decide when back
Kurt will sign the contract
I'm the owner, I decide
I am in charge of reviews here
I handle marketing myself
Procurement only answers in June
Our accountant deals with a dozen such tools and hates them
Kurt left, nobody handles this now
We talked it over with Kurt
Write back on Friday please
Call Friday
Please contact me in June
Reply to this address
Thanks Daniel. Send the contract to legal@oak.example and we will sign
Our director, Mr Hale, loved the demo. What next?
Is Daniel still looking after us, or is it Sophie now?
Kate from the bakery next door told me about you
Let's do a three-way call with my partner Ross, ross@oak.example
There will be two users, amy@oak.example and joe@oak.example
I'm writing from my phone, my usual mail amy@oak.example is down
You have the wrong company but tell me more anyway
I'll talk to Nina and come back to you Thursday
Your colleague Arthur promised to call 07700 900158 and never did
Please invoice billing@oak.example, terms 30 days
Hi Daniel, got it, reading now. Ian Smythe, General Manager, i.smythe@oak.example
We have no marketing person, I do it all
Call me after lunch on 07700 900159, Irene
WhatsApp me the link: +44 7700 900160
Maria left and nobody has replaced her
Please delete both my address and a.peters@oak.example
Our head of marketing reads these and bins them
Who told you to write to Mr Hale?
Ring the bell when you come, ask for me
I run this place with my brother Sam
The reviews by Hannah and Tom are fake, can you remove them?
Could your support team call our reception on 020 7946 0159 when the import is done?
"""
