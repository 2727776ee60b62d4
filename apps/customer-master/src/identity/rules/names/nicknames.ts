/** English given names and what their bearers are called; the first of a line stands for all. */
const lines = `alexander alex alec xander sandy
andrew andy drew
anthony tony ant
benjamin ben benny benji
catherine katherine kathryn katharine cathy kathy kate katie cate kat kitty
charles charlie chuck chas
charlotte lottie
christine christina chris tina chrissy
christopher kris topher
daniel dan danny
david dave davey
deborah debra deb debbie
dorothy dot dotty dolly
edward ed eddie ted ned
elizabeth elisabeth liz lizzie beth betty eliza libby bess
emily em emmy
eleanor ellie nell nellie
frances fran francie
francis frank frankie
frederick fred freddie freddy
geoffrey jeffrey geoff jeff
george georgie
gerald gerry jerry
gregory greg gregg
harold harry hal
helen nellie
henry hank
isabella isabel bella izzy
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jimbo
jennifer jen jenny jenni
jessica jess jessie
john johnny jack jon
jonathan jonny jonathon
joseph joe joey
joshua josh
joyce joy
judith judy judi
kenneth ken kenny
kimberly kim kimberley
lawrence laurence larry laurie
leonard len lenny leo
louis lou louie lewis
louise lulu
madeline maddie madeleine
margaret maggie meg peggy marge margie
martin marty
mary molly polly mae
matthew matt matty
megan meghan meg
melissa mel missy
michael mike mick mickey micky
michelle shelly shell
nathaniel nathan nate nat
nicholas nick nicky nicolas
nicole nikki nicky
olivia liv livvy
pamela pam
patricia pat patsy trish tricia patty
patrick paddy
peter pete
philip phillip phil pip
raymond ray
rebecca becky bec becca
richard rick ricky dick rich richie
robert bob bobby rob robbie bert
ronald ron ronnie
samantha sam sammy
samuel sammie
sarah sara sally sadie
stephen steven steve stevie
stephanie steph
susan sue susie suzanne suzie
theodore theo teddy
theresa teresa terry tess tessa
thomas tom tommy
timothy tim timmy
valerie val
victoria vicky vic tori
vincent vince vinny
walter walt wally
william will bill billy willy liam
zachary zach zac zack`;

const known = new Map(
  lines
    .split('\n')
    .reverse()
    .flatMap((line) => line.split(' ').map((name) => [name, line.split(' ')[0]!] as const)),
);

/** The name that stands for all forms of a given name; the name itself when it has no other. */
export const formalName = (name: string): string => known.get(name) ?? name;
