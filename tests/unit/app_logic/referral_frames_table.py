"""Sentences for the turns of speech of `referral_frames`, and mentions that have the same words and hand over nobody.

The writer is client@example.org. Words and n(ame), r(ole), e(-mail), p(hone), t(elegram); or none.
"""

READ = """
The last word here is with Tamsin. => n:Tamsin
I'd defer to Gareth on this one. => n:Gareth
I'll leave that sort of thing to Odette. => n:Odette
I'll let Callum decide, it's his shop. => n:Callum
Have you asked Bronwen? => n:Bronwen
How about Leroy? => n:Leroy
You're after Philippa, two doors down. => n:Philippa
The chap you need is Rhys. => n:Rhys
Hit Saskia up, she likes gadgets. => n:Saskia
Get Nigel on board first. => n:Nigel
Nothing gets bought here without Mabel. => n:Mabel
I've been replaced by Duncan. => n:Duncan
It used to be me, now it's Moira. => n:Moira
You'd have more luck with our bar manager, Stefano. => n:Stefano r:bar manager
Would you mind ringing Eileen instead? => n:Eileen
Introducing you to Anouk, who runs our clinics. => n:Anouk
My old desk went to Fergus. => n:Fergus
From Monday it's Hamish. => n:Hamish
Ask to be put through to Maureen: 01904 555 077. => n:Maureen p:+441904555077
Kieran's your best bet. => n:Kieran
Elspeth knows more about that. => n:Elspeth
Ines has my job now. => n:Ines
Rowan was brought in to run exactly this. => n:Rowan
This is Olwen's patch. => n:Olwen
I handed your letter to Declan. => n:Declan
That'd be Trevor. => n:Trevor
Could you send this 2 our buyer? buyer@quay.example.org => r:buyer e:buyer@quay.example.org
You could try my cousin's bakery: rolls@crumb.example.org => e:rolls@crumb.example.org
I don't, winston does. his whatsapp is +44 7700 900733 => p:+447700900733
not mine. try reception maybe => r:reception
For press things kindly see news(at)opal(dot)example(dot)org => e:news@opal.example.org
Better Imogen than me: imogen@flint.example.org => n:Imogen e:imogen@flint.example.org
No say in it. Finance would have. Their inbox is spend@tarn.example.org => r:Finance e:spend@tarn.example.org
Последнее слово тут за Инессой. => n:Инесса
Прошу слать такое Эльдару. => n:Эльдар
Наверное, к Жанне. => n:Жанна
Не могли бы вы написать Нонне Павловне? => n:Нонна Павловна
Покажите это Ренату Юсупову. => n:Ренат Юсупов
Приёмная 8 (4722) 55-50-16, попросите соединить с главврачом. => r:главврачом p:+74722555016
Моё место занял Архип Лосев, lo@kedr.example.com => n:Архип e:lo@kedr.example.com
За меня теперь Марианна. => n:Марианна
Взяли на это Тагира Алиева. => n:Тагир
Отзывами с мая занята Фаина. => n:Фаина
Рассмотрение заявок осуществляет заместитель директора Жуков Илья Маркович. => n:Жуков r:заместитель
Подписывает такое Эвелина Карловна. => n:Эвелина
Вашим контактом будет Савва Ильин. => n:Савва
Без Капитолины здесь ничего не решается. => n:Капитолина
обратитесь в техотдел => r:техотдел
Raise it with Dilys, dilys@fen.example.org => n:Dilys e:dilys@fen.example.org
Все предложения теперь Раисе Львовне. => n:Раиса
Решение не моё, а Вениамина. => n:Вениамин
Только через Аркадия. => n:Аркадий
Только через гендира. => r:гендир
Есть смысл поговорить с Азаматом. => n:Азамат
вам в центральный офис, мы склад => r:центральный офис
Зайдите через Оксану-кладовщика, её номер 8 921 555-01-74 => n:Оксана p:+79215550174
Обсудите с техдиром. Зовут Мирон, почта miron@robot.example.com => n:Мирон r:техдиром e:miron@robot.example.com
Хозяин сети и бренда — Гурген, 8 918 555-01-36, ему и звоните => n:Гурген r:хозяин p:+79185550136
Ответственная тут: Сабина Викторовна Рашидова-Маслова\\nтел.: 8 (8552) 55-50-19\\ns@ka.ru => n:Сабина p:+78552555019 e:s@ka.ru
В копию ставлю Стеллу, нашего руководителя сервисной службы. => n:Стелла r:руководителя
"""

TRAPS = """
How about a call with Gareth on Tuesday? I'd join too.
That would be great, Imogen!
It'd be Thursday for us then.
I'd need to convince Duncan first.
Imogen would know, she sent me the last one.
Have you tried your own tool, Imogen?
Trevor was hired to do this but he left in May.
Our agency takes care of that and we're happy with them.
Could you create an account for Tess (tess@quay.example.org) as well as me?
Neither of us decides that.
I used to do this, nobody does now. Hiya and bye.
Invoices go to bills@quay.example.org, the rest stays with me.
The address you typed couldn't be found.
Наш администратор Таисия ведёт таблицу, и этого хватает.
Наш техник Прохор ведёт это, он справляется.
Оплата только через Сбер.
Работаем только через Авито.
Все вопросы Эмилия уже закрыла.
Может, к Пасхе вернёмся.
Хочу поговорить с Азаматом и потом решу.
Высылаю договор, подпишет его генеральный директор Жуков.
Отзыв нам оставил некий Прохор, prokhor@pochta.example.com
На демо добавьте, пожалуйста, Клару: klara@lug.example.com
Подключите к звонку ещё Фому: foma@lug.example.com
Новый адрес для писем мне: lo@kedr.example.com
Просим не присылать это ни мне, ни директору.
Отвечу сам, хотя решает начальник отдела.
Эльза у нас больше не работает, удалите её адрес elza@vit.example.com
Отзывы собираем сами, этим занимается администратор, нам этого достаточно.
"""

LIKELY = """
Мы такое решаем через тендерный комитет, заявки на tender@kama.example.com => r:тендерный комитет e:tender@kama.example.com
8 921 555-01-58 это номер шефа, ему и предлагайте => r:шеф p:+79215550158
My wife runs the bookings side, text her on 07700 900 744 => p:+447700900744
Мне ни к чему, а вот Тимуру из соседнего отдела — да. => n:Тимур
"""
