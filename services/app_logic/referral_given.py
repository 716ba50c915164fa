"""English given names, by which a name written in small letters is known: "speak to kev in sales".

It holds no name that is a common word too (mark, will, may, grant), and no Russian ones: those are in
`referral_names`, with their cases.
"""

_NAMES = """
aaron abby abdul abena abigail adam adela adele aditya adrian agnes agnieszka ahmed aidan aisha akira alan albert aldo
alejandro alena alessandro alex alexander alexandra alexei alexis alfie alfred alfredo ali alice alicia alina alison
allan allison alvaro alyssa amanda amelia amelie amina amir amit amos amy ana ananya anastasia anatoly andie andras
andre andrea andreas andrei andrew andy angela angelo angie angus anita anja anjali anke anna annabel annabelle anne
annette annie annika anthony antoine anton antonio anya aoife arash archie ariel aristotelis arjun arlo arnold arthur
arun asha ashley astrid audrey auggie aurelie ava ayesha babak barbara barney barry bart bastien bea beata beatrice
beatriz becca becky belinda ben benedict benjamin benny benoit bernadette bernard bernd bernie beth bethan bethany
bettina betty beverley bianca bilal birgit birgitta bjarne bjorn bob bobby bogdan bojan bonnie boris brad bradley
brandi brandon bree brenda brendan brett brian bridget brigid bronwyn bruce bruna bruno bryan byron caio caitlin callum
calum cameron camila camilla camille cara carina carl carla carlos carly carmen caroline carolyn carrie cassie
catherine cathy cece cecilia celia celine charles charlie charlotte cheryl chiara chidi chloe chris christina christine
christopher ciara cindy claire clara clare clarissa claudia cleo clive cody colette colin connor conor corinne cormac
craig cristina cynthia cyrus daisuke dalia damian damien dan dana daniel daniela danielle danny daphne dara darius
darnell darren dave david deanna debbie deborah debra declan deepak deepika deirdre delia delphine demi denise dennis
derek dermot desmond dex dexter diana diane didier diego dieter dimitri dimitris dinesh divya dmitri dmitry dominic
donald donna doreen doris dorota dorothy doug dougal dougie douglas dragan duncan dylan eamonn ebba ebony eddie edgar
edith edmund eduardo edward edwin effie eileen ekaterina elaine eleanor elena eleni eli elias elin elise eliza
elizabeth ella ellen ellie elliot elodie elsa elsie emanuel emeka emil emilia emilie emilio emily emma enrique eric
erica erik erin ernest ernie esme esther ethan eugene eva evan evelyn ewa ewan ewelina ezra fabio faisal farah farid
fatima federico felicity felix femi ferenc fergus fernanda fernando fintan fiona flora florian fran frances francesca
francesco francis francois frankie franny freda freddie frederick fredrik freja freya friedrich gabor gabriel gabriela
galina ganesh gareth gary gavin geeta gemma geoff geoffrey george georgina gerald gerard gerry gianni gigi gilbert
giles gillian gina ginny giorgio giorgos giovanni giulia gladys glenda gloria gonzalo goran gordon graeme graham
grainne greg gregory greta guadalupe gudrun guillaume gunnar gunther gus gwen gwyneth hamish hamza hana hank hannah
hans harold harriet harrison haruki harvey hassan hattie hazel heike helen helena helene helga helmut hendrik henning
henri henrik henry herbert hernan hilary hiro hiroshi holly howard huda hugh hugo hyun ian ibrahim ida ifeoma ignacio
igor ildiko imogen imran ines inga ingeborg ingrid ioana iona ira irene irina isaac isabel isabella isla istvan ivan
ivana jacek jackie jacob jacqueline jacques jade jaime jake jakub jamal james jamie jamila jana jane janelle janet
janette janice janine jasmin jasmine jason javier jeff jeffrey jelena jemma jennifer jenny jens jeremy jerome jerrod
jerry jess jessica jessie jill jim jimmy jiri jisoo joan joanna joanne joao joaquin jocelyn jochen jodi jodie joe joel
joey johan johanna john johnny jojo jolene jon jonah jonas jonathan joni jorge jorgen jose joseph josephine josh joshua
josiah josie jovan joyce juan juanita judith judy jules julia julian juliana julie juliet julio jurgen justine kacey
karan karen karim karin karl karol kasia kat katalin katarzyna kate katherine kathleen kathryn kathy katie katrina
katya kavita kay kayla kaylee kayleigh keiko keira keisha keith kelly kelsey kelvin ken kendra kenji kenneth kenny
kerry kev kevin khadija khalid kim kiran kirsten kirsty klaus kofi kostas krishna kristen kristin kristy krzysztof
kumar kurt kwame kwesi kyle laetitia lakshmi lara larissa lars laszlo latoya laura lauren laurence lauri layla leah
leanne lee leila len lena lenka leo leon leonard leonie lerato leroy leslie lewis lexi leyla liam lidia lila lilian
linda lindsay lindsey linnea lisa liv liz lizzie lloyd lois lola lonnie lorcan lorenzo lori lorna lorraine lottie lou
louis louisa louise luana luca lucas lucia lucian lucinda lucy ludmila luis luisa lukas luke lutz lydia lynn lynne
lyudmila mabel maddie madeleine maeve maggie mahesh maike maja malcolm malgorzata malik malin mandy manish manon manuel
marc marcel marcelo marcia marco marcus marek margaret margaux maria mariam marian marianne marie marina mario marion
marisa marisol marjorie marlene marta martha martin martina mary mateo mathias mathieu mathilde matilda matilde matt
matteo matthew matthias maude maureen maurice maxime maximilian maxine maya meera megan mehmet mei melanie melinda
melissa meredith mia michael michaela michelle miguel mihai mike mikey mikhail mikkel milan mildred milica millie milos
minh minji miranda miriam mitch mohamed mohammed moira molly mona monica monika morag morgan moritz moses muhammad
muriel murray myra nabil nadezhda nadia nadine nancy naoko naomi nasrin natalia natalie natasha nathan neeraj neha neil
nell nellie nelson ngozi nguyen nia niall niamh nicholas nick nicki nicky nicola nicole nigel nikhil nikki nikolai
nikos nils nina noah noel noor nora norma norman noura nuno odette oisin oksana olaf oleg olga oliver olivia olivier
ollie omar omari orla orlaith oscar oskar ottilie otto owen pablo paddy padraig paige pam pamela paolo parisa parveen
patel patricia patrick paul paula pauline paulo pavel pawel pedro percy pete peter petr petra phil philip philippa
phoebe phyllis pierre piotr pippa polly pooja prakash preeti priya priyanka quang quentin rachael rachel radu rafael
rafaela ragnhild rahul raj rajesh ralf ralph ramesh ramon randy rania rashid rasmus raul ravi raymond rebecca reece
rekha renate rene rhian rhona rhys ricardo richard rick ricky rita ritu robbie robert roberto robyn rocio rodney
rodrigo roger rohan roland romain roman ron ronald ronnie rory rosalie rosalind rosanna rosemary rosie ross rowan
rowena roxana roxy roy ruairi rufus rupert russell ruth ryan sabine sabrina sadie saffron sakura sally salma sam
samantha samir samira samuel sandeep sandra sandrine sanjay santiago saoirse sara sarah sasha saskia scott sean
sebastian segun selena selma serena sergei sergey sergio seung shane shanice shannon sharon shaun sheena sheila shelley
sheryl shirin shirley shona shreya sian sid siddharth sienna sigrid sigurd silke silvia simon simone sinead siobhan
sipho sneha snezana sofia sofie solveig sonia sonja sophia sophie soraya soren spencer stacey stan stanislav stanley
stefan stefano steph stephanie stephen steve steven stewart stuart sunil sunita suresh susan susanna susie suzanne sven
svetlana sylvia szabolcs tabitha tadhg takashi tamara tamika tamsin tanya tara tarek tariq tasha tatiana ted terence
teresa terry tess thabo theo theodora theresa thiago thibault thierry thomas thorsten thuy tiago tiffany tilly tim
timothy tina toby todd tom tomas tomasz tommy tony torsten tove tracey tracy trevor trisha tristan trudy tunde tyler
tyrone ulrike uma ursula usha uwe valentina valerie vanessa varun vasilis vera vernon veronica vicki vicky victor
victoria vijay vikram vince vincent vinny vitor vivian vivienne vladimir walid walter wanda warren wayne wendy wesley
wilfred wilhelm william wilma winifred wojciech wolfgang wyatt xavier xiao yan yannis yasmin yasmine yemi yolanda yuki
yumi yuri yusuf yuto yves yvette yvonne zach zachary zain zainab zanele zara zbigniew zeke zelda zoe zoltan zoran zsolt
zuzana
"""
SMALL = frozenset(_NAMES.split())
