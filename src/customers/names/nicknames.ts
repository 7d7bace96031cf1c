/**
 * Names that one person goes by: each line is one name in its forms, folded. A word may stand in several lines (Alex is
 * Alexander and Alexandra), which are not joined by that.
 */
const FORMS = `
abigail abby abbie gail
abraham abe bram
albert al bert bertie
alexander alex alec sandy sasha xander lex
alexandra alex sandra lexi sasha alexa
alfred alf fred freddie alfie
alice ali allie
amanda mandy
andrew andy drew
angela angie
ann anne anna annie nan nancy
anthony antony tony ant
antonia toni
arthur art artie
barbara barb babs
benjamin ben benny benji
bernard bernie
bridget bridie biddy
caroline carolyn carrie caz
catherine katherine kathryn katharine cathy kathy kate katie kitty kat cath kath
charles charlie chuck chas
charlotte charlie lottie
christina christine chris tina christie
christopher chris kit topher
clifford cliff
cynthia cindy
daniel dan danny
david dave davy
deborah debra deb debbie
dennis denis den denny
donald don donny
dorothy dot dottie dolly
douglas doug
edward ed eddie ted teddy ned
eleanor ellie nell nora
elizabeth elisabeth liz lizzie beth betty eliza libby lisa bess
emily em emmy
eugene gene
florence flo florrie
frances fran frankie
francis frank
franklin frank
frederick fred freddie
gabriel gabe
gabriella gabby
george georgie
gerald gerry jerry
geoffrey jeffrey geoff jeff
gregory greg
harold harry hal
helen nell
henry harry hank hal
isabella isabelle isabel bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie jem
janet jan
jeremy jerry jem
jennifer jen jenny
jessica jess jessie
joan joanie
joanna jo joanne
john johnny jack jon
jonathan jon jonny
joseph joe joey
joshua josh
judith judy
julia julie
kenneth ken kenny
kimberley kimberly kim
lawrence laurence larry
leonard len lenny leo
lewis louis lou
louise lou
lillian lily lil
lucas luke
lucille lucy
margaret maggie meg peggy marge margie greta daisy
martin marty
matthew matt
maximilian max
megan meg
melissa mel
michael mike mick mickey micky
mitchell mitch
nathan nate nat
nathaniel nate nat
nicholas nicolas nick nicky
nicole nicky nikki
oliver ollie
pamela pam
patricia pat patty patsy trish tricia
patrick pat paddy
penelope penny
peter pete
philip phillip phil pip
rachel rach
raymond ray
rebecca becky becca
reginald reg reggie
richard dick rick ricky rich richie
robert rob bob bobby robbie bert
roger rodge
ronald ron ronnie
russell russ
samantha sam
samuel sam sammy
sarah sara sally
sebastian seb
simon si
stanley stan
stephanie steph
stephen steven steve stevie
susan susanna suzanne sue susie
sydney sid
terence terry
theodore theo ted teddy
theresa teresa terry tess
thomas tom tommy
timothy tim timmy
valerie val
victor vic
victoria vicky vicki tori
vincent vince vinny
virginia ginny
walter walt wally
wilfred wilf
william will bill billy willie liam
zachary zach zack
alessandro sandro
francisco paco pancho
giovanni gianni
giuseppe beppe peppe
ignacio nacho
jose pepe
dolores lola
maria mary marie
mercedes meche
johannes hans johann
friedrich fritz
heinrich heinz
katharina kathe
margarete grete
dmitri dima mitya
ivan vanya
mikhail misha
yekaterina ekaterina katya
محمد محمدی ممد مهمد
mohammad mamad mo moe
محمدحسین ممدحسین
محمدرضا ممرضا
mohammadreza mamreza
فاطمه فاطی فاطیما
fatemeh fati fatima
زهرا زری
zahra zari
خدیجه خدیج
معصومه معصوم مصی
masoumeh masi
سکینه سکین
مرتضی مرتض مری
مصطفی مصی
mostafa mosi
ابراهیم ابرام برهوم
ebrahim ebi ibrahim
اسماعیل اسی
esmaeil esi
عبدالله عبود عبدول عبد
abdullah aboud abdul
عبدالرحمن عبود دحمان
abdulrahman abdurrahman aboud
حسین حسینی حسون
hossein hossi
حسن حسونه حسنی
hassan hassouna
یوسف یوسفی جوجو
yousef joe
خالد خلودی
khaled khaloudi
احمد حمودی حماده
ahmed hamada hamoudi
محمود حوده
mahmoud houda
مریم مری مریومه
maryam mary mari
نرگس نرگی
علیرضا علی
alireza ali
امیرحسین امیر
amirhossein amir
امیرعلی امیر
سیدمحمد محمد
فرزانه فری
farzaneh fari
فریبا فری
fariba fari
کامبیز کامی
kambiz kami
کامران کامی
kamran kami
شهرام شری
shahram shari
سیامک سیا
siamak sia
سیاوش سیا
siavash sia
بهنام بنی
خسرو خسی
نسرین نسی
nasrin nasi
لیلا لیلی
leila layla leyla laila
جرجس جورج
جمال جیمی
gamal jamal jimmy
مصطفی درش
mostafa mustafa darsh
سمیر سمسم
فیصل فصول
`;

const LINES_OF = linesOf(FORMS);

/** Whether two folded words are forms of one name: Bob and Robert, ممد and محمد. False for a word and itself. */
export function isNickname(a: string, b: string): boolean {
  if (a === b) return false;
  const lines = LINES_OF.get(a);
  const others = LINES_OF.get(b);
  return lines !== undefined && others !== undefined && lines.some((line) => others.includes(line));
}

/** The first form of each name that a folded word is a form of; of an unknown one the word itself. */
export function formalNames(word: string): string[] {
  return LINES_OF.get(word)?.map((line) => FORMAL[line] ?? word) ?? [word];
}

const FORMAL = formalOf(FORMS);

function linesOf(text: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const [number, line] of text.trim().split('\n').entries()) {
    for (const word of line.split(' ')) lines.set(word, [...(lines.get(word) ?? []), number]);
  }
  return lines;
}

function formalOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}
