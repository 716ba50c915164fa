"""English given names, by which a name written in small letters is known: "speak to kev in sales".

It holds no name that is a common word too (mark, will, may, grant), and no Russian ones: those are in
`referral_names`, with their cases.
"""

_NAMES = """
aaron abby abdul abigail adam adele adrian agnes ahmed aidan aisha akira alan albert aldo alejandro alessandro alex
alexander alexandra alexis alfie alfred ali alice alicia alina alison allan allison alyssa amanda amelia amelie
amina amir amit amy ana anastasia andre andrea andreas andrew andy angela angelo angie angus anita anja anjali anna
annabel anne annette annie anthony antoine anton antonio anya arjun arnold arthur arun asha ashley astrid audrey ava
barbara barney barry bart beatrice becca becky belinda ben benedict benjamin bernard beth bethan bethany betty beverley
bianca bjorn bob bobby boris brad bradley brandon brenda brendan brett brian bridget bronwyn bruce bruno bryan byron
caitlin callum calum cameron camilla camille carina carl carla carlos carmen caroline carolyn carrie cassie catherine
cathy cecilia celia celine charles charlie charlotte cheryl chiara chloe chris christina christine christopher
cindy claire clara clare clarissa claudia clive colette colin connor conor corinne craig cristina cynthia daisuke
damian damien dan dana daniel daniela danielle danny daphne darius darren dave david deborah debbie debra deepak
deirdre delia demi denise dennis derek desmond diana diane diego dimitri dominic donald donna doreen doris dorothy doug
douglas duncan dylan eddie edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elias elise eliza
elizabeth ella ellen ellie elliot elsa elsie emanuel emil emilia emily emma enrique eric erica erik erin ernest esme
esther ethan eugene eva evan evelyn ewa ewan ezra fabio faisal farah farid fatima federico felicity felix fergus
fernando fiona flora fran frances francesca francesco francis francois freda freddie frederick freya gabriel
gabriela gareth gary gavin gemma geoff geoffrey george georgina gerald gerard gerry gianni gilbert giles gillian
gina giorgio giovanni giulia gladys glenda gloria gordon graeme graham greg gregory greta guillaume gwen gwyneth hamish
hana hannah hans harold harriet harrison hassan hazel helen helena helene helga hendrik henri henrik henry herbert hilary
hiroshi holly howard hugh hugo ian ibrahim ida ignacio imogen imran ines inga ingrid irene isaac isabel isabella isla
ivan jackie jacob jacqueline jacques jade jaime jake jakub james jamie jane janet janice jasmin jasmine jason javier
jeff jeffrey jemma jennifer jenny jeremy jerome jerry jess jessica jessie jill jim jimmy joan joanna joanne joe joel
joey johan johanna john johnny jon jonas jonathan jorge jose joseph josephine josh joshua joyce juan juanita judith
judy julia julian juliana julie juliet julio jurgen justine karen karim karin karl karol kat kate katherine kathleen
kathryn kathy katie katrina kay keiko keira keith kelly kelvin ken kenji kenneth kenny kerry kev kevin khalid kim kiran
kirsten kirsty klaus krishna kristen kristin kumar kurt kwame kyle lakshmi lara lars laura lauren laurence lauri leah
leanne lee leila len lena leo leon leonard leroy leslie lewis liam lidia lila lilian linda lindsay lindsey lisa liv
liz lizzie lloyd lois lola lorenzo lori lorna lorraine lottie lou louis louisa louise luca lucas lucia lucinda
lucy luis luisa luke lydia lynn lynne mabel maddie madeleine maggie malcolm mandy manuel marc marcel marcia
marco marcus margaret maria marian marianne marie marina mario marion marisa marjorie marlene marta martha martin
martina mary mateo mathilde matilda matt matteo matthew maureen maurice maxine maya meera megan mehmet mei melanie
melinda melissa meredith mia michael michaela michelle miguel mike mildred miranda miriam mitch mohamed
mohammed moira molly mona monica monika morag morgan moses muhammad muriel murray myra nadia nadine nancy naomi natalia
natalie natasha nathan neha neil nell nelson nia niall nicholas nick nicki nicky nicola nicole nigel nikhil nikki nils
nina noah noel noor nora norma norman odette olaf oleg olga oliver olivia ollie omar orla oscar oskar otto owen pablo
paddy paige pam pamela paolo parveen patel patricia patrick paul paula pauline pedro percy pete peter petra phil philip
philippa phoebe phyllis pierre pippa polly preeti priya rachel rachael rafael rahul raj rajesh ralph ramesh ramon randy
raul ravi raymond rebecca reece rene rhian rhys ricardo richard rick ricky rita robbie robert roberto rodney
roger roland roman ron ronald ronnie rory rosalind rosanna rosemary rosie ross rowan roxana roy rupert russell ruth
ryan sabine sabrina sadie sally salma sam samantha samir samuel sandeep sandra sanjay sara sarah sasha saskia scott
sean sebastian selena serena sergio shane shannon sharon shaun sheila shelley sheryl shirley sian sid siddharth sienna
sigrid silvia simon simone siobhan sofia sofie sonia sonja sophia sophie spencer stacey stan stanley stefan stefano
steph stephanie stephen steve steven stewart stuart sunil susan susanna susie suzanne sven sylvia tamara tamsin tanya
tara tariq tatiana ted terence teresa terry tess theo theresa thomas tiffany tim timothy tina toby todd tom tomas tommy
tony tracey tracy trevor trisha tristan trudy tyler uma ursula valentina valerie vanessa vera vernon veronica vicki
vicky victor victoria vijay vikram vince vincent vinny vivian vivienne walter wanda warren wayne wendy
wesley wilfred wilhelm william wolfgang xavier yan yasmin yolanda yuki yusuf yvette yvonne zach zachary zara zoe zoltan
"""
SMALL = frozenset(_NAMES.split())
