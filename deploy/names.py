"""Makes c360/names.txt, the names that name the same, from two collections that others keep:

    python -m deploy.names RIGOUR/rust/data/names/person_names.txt NICKNAMES/names.csv

The first lies in the source archive of `rigour` (MIT; the names are Wikidata's, CC0), the second in the wheel of
`nicknames` (Apache-2.0). What search finds anyway, by what words sound like, is left out.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from c360 import names

# A Western name in Chinese is as long as the name has syllables, and read aloud it is nothing that anybody types.
_CARRIED_OVER: Final = re.compile(r"[\u3400-\u9fff]{4,}|[\u30a0-\u30ff]+")
_HEAD: Final = """\
# Names that name the same, one group a line, folded as c360/names.py folds. Made by deploy/names.py from
# rigour 2.6.1's person_names.txt (MIT; the names are Wikidata's, CC0), nicknames 1.0.1's names.csv (Apache-2.0)
# and the last lines of deploy/names.py.
"""


def groups(rigour: Path, nicknames: Path) -> Iterator[tuple[str, ...]]:
    """The groups, each a tuple of folded words, those alone left out that are found without."""
    with open(rigour, encoding="utf-8") as file:
        for line in file:
            group = _group(line.rsplit(" => ", 1)[0].split(", "))
            if len({names.sound(word) or word for word in group}) > 1:
                yield group
    with open(nicknames, encoding="utf-8", newline="") as file:
        by_name: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            by_name.setdefault(row["name1"], [row["name1"]]).append(row["name2"])
    yield from map(_group, by_name.values())
    yield from (_group(line.split()) for line in _MORE.strip().splitlines())


def _group(forms: Iterable[str]) -> tuple[str, ...]:
    folded = (names.words(form) for form in forms if not _CARRIED_OVER.fullmatch(form))
    return tuple(dict.fromkeys(words[0] for words in folded if len(words) == 1 and words[0].isalpha()))


# What neither of them has: everyday forms in other languages, and how East Asia's commonest family names are written.
_MORE: Final = """
jose pepe pepito chepe zeca josef sepp joseph joe
francisco paco pancho curro kiko chico francesco franz frank francis
guadalupe lupe lupita
dolores lola lolita
concepcion concha conchita
ignacio nacho inigo
enrique quique kike henry heinrich heinz henri enrico
eduardo lalo edu edward eduard
manuel manolo manu lolo emanuel
rosario charo
jesus chucho chuy
antonio tonio tono toni anton anthony tony toninho
alejandro alejo alex jandro
guillermo memo guille william wilhelm willi
mercedes merche meche
consuelo chelo
rafael rafa
roberto beto bob
alberto beto berto albert
luis lucho lou louis ludwig luigi luiz
ricardo ricky richard
fernando nando fer
gabriel gabi gabo
santiago santi yago jaime diego
maria mari maruja mary marie marija mariya
isabel isa chabela elisabeth elizabeth
margarita marga rita
teresa tere teresita theresa resi
pilar pili
joaquin quino ximo
vicente chente vincent
gregorio goyo gregory grzegorz
johannes hans hannes johann jan john
hans johannes
katharina kathi kate katja kathrin catherine
elisabeth lisa liesel elli sissi lisbeth elise
margarethe grete gretel gretchen meta
friedrich fritz fred frederick
georg schorsch jorg george
matthias mattes hias matt
michael michi michel mike misha
sebastian basti wastl
theodor theo ted
wolfgang wolf wolfi
andreas andi andy andrew andrzej
stefan steffen stephan stephen steve istvan stepan
ulrich uli ulli
ursula uschi ulla
brigitte gitte gitta
gertrud trude gerti
josefine josie fini
christian chris krischan
christine tina christl christa
alexandra sandra alex sascha
klaus nikolaus niko nick nicholas
heinrich heiner heinz heini hein
dietrich dieter dirk
rudolf rudi
maximilian max
leopold poldi leo
sigmund sigi siegmund
benedikt bene
joachim jochen achim
gerhard gerd gert
bernhard bernd bernard
jakob jockel jack james
malgorzata gosia malgosia margaret
katarzyna kasia catherine
aleksandra ola alexandra
agnieszka aga agnes
joanna asia joan
barbara basia
krzysztof krzys krzysiek christopher
stanislaw staszek stas
tomasz tomek thomas
wojciech wojtek
zbigniew zbyszek
jerzy jurek george
andrzej andrzejek jedrek andrew
piotr piotrek peter
jozef jozek joseph
wladyslaw wladek
magdalena magda lena
zofia zosia sophie
elzbieta ela elizabeth
ewa ewka eva
janina janka
kazimierz kazik
michal michalek michael
maciej maciek
pawel pawelek paul
anna anya ania anka anuska anushka annika anne ann
aleksandr sasha sanya shura alexander
aleksei alyosha lyosha alexei
dmitry dima mitya dmitri
ekaterina katya katyusha catherine
elena lena alyona helen
evgeny zhenya evgeni eugene
evgenia zhenya
galina galya
grigory grisha
igor igoryok
ilya ilyusha
irina ira irisha
ivan vanya john
konstantin kostya
ksenia ksyusha
larisa lara
lev lyova
lidia lida
ludmila lyuda mila lyudmila
maria masha marusya mary
mikhail misha michael
nadezhda nadya
natalia natasha nata natalie
nikolai kolya nicholas
oksana ksana
olga olya
pavel pasha paul
pyotr petya peter
roman roma
semyon syoma
sergei seryozha serge
sofia sonya sophia
svetlana sveta lana
tatiana tanya
vadim vadik
valentina valya
vasily vasya basil
vera verochka
viktor vitya victor
vladimir vova volodya
vladislav vlad
vyacheslav slava
yaroslav slava
yekaterina katya
yelena lena
yevgeny zhenya
yulia yulya julia
yuri yura george
boris borya
fyodor fedya theodore
stepan styopa
timofey tima
giuseppe beppe peppe pino peppino joseph
giovanni gianni nino vanni john
francesco franco checco cecco ciccio
antonio toni nino totò tonino
luigi gigi gino
domenico mimmo
salvatore totò turi
vincenzo enzo
lorenzo enzo renzo
alessandro sandro ale
alessandra sandra
giacomo mino giacomino james
caterina rina
margherita rita
giuseppina pina giusy
federico fede rico
filippo pippo
pietro piero peter
jean jeannot johnny
jacques jacquot jack james
pierre pierrot peter
henri riri harry
marguerite margot
genevieve ginette viviane
madeleine mado
francois fanfan francis
guillaume guigui william
catherine cathy katia
elisabeth babette lise
joao joaozinho jango john
jose ze zeca zezinho
antonio toninho to
francisco chico kiko xico
luiz lula luisinho
sebastiao tiao
joaquim quim
eduardo duda dudu
fernanda nanda
laszlo laci
istvan pista isti
jozsef jozsi
sandor sanyi
ferenc feri
janos jani jancsi
gyorgy gyuri
erzsebet erzsi bozsi
katalin kati
margit manci
ilona ica ilonka
gabor gabi
miklos miki
zoltan zoli
wilhelmus wim willem william
johannes jan hans joop
cornelis kees cor
jacobus koos jaap cobus
hendrik henk
petrus piet peter
gerardus gerrit gerard
adrianus arjen adriaan ad
margaretha greet gretha
elisabeth els lies betje
lars lasse
erik jerker
gustav gosta gus
karin kajsa
birgitta gitta britta
kristina stina kerstin
mehmet memo
mustafa mustik
ibrahim ibo
huseyin huso
fatma fatos
ayse aysecik
muhammad mohammed mohamed mohammad muhammed mohamad mehmet mamadou
abdullah abdallah abdulla
abdul abdel abd عبد
ahmad ahmed ahmet
yusuf yousef youssef josef
ibrahim abraham
hussein hussain husain hossein hosein
ali aly
khaled khalid
fatima fatimah fatma
aisha ayesha aicha
omar umar
othman osman usman
robert bob rob bobby robbie bert
william bill will billy willy liam
richard dick rick rich richie ricky
elizabeth lizzy lizzie liz beth betty betsy eliza libby lisa bess elspeth
margaret peggy meg maggie marge daisy greta margot peg madge
john jack johnny jon
james jim jimmy jamie
charles charlie chuck chas
edward ed eddie ted ned teddy
henry harry hank hal
thomas tom tommy
catherine cathy kate katie kitty kathy katherine kathleen cat
theodore ted teddy theo
alexander alex sandy alec xander lex sasha
mary molly polly may mae
dorothy dot dottie dolly
sarah sally sadie
anthony tony
christopher chris kit topher
nicholas nick nicky
patricia pat patty tricia trish
susan sue susie suzie
rebecca becky becca
jennifer jen jenny
jessica jess jessie
samuel sam sammy
benjamin ben benny
daniel dan danny
david dave davy
michael mike mick mickey
matthew matt
joseph joe joey jo
stephen steve steven stevie
andrew andy drew
gerald gerry jerry
lawrence larry laurence
francis frank
albert al bert
leonard len lenny leo
ronald ron ronnie
donald don donny
kenneth ken kenny
frederick fred freddie
walter walt wally
victoria vicky tori
deborah debbie deb
barbara barb babs
eleanor ellie nell nora
abigail abby gail
timothy tim timmy
ltd limited
inc incorporated
corp corporation
co company
bros brothers
intl international
assoc associates association
mfg manufacturing
st saint
gmbh gesellschaft
ooo llc
ао jsc
chen chan tan chin 陈 陳
huang wong hwang ng 黄 黃
wang wong ong 王
li lee lei 李
zhang chang cheung teo 张 張
liu lau low 刘 劉
yang yeung yeo 杨 楊
zhao chao chiu 赵 趙
wu ng goh 吴 吳
zhou chow chou 周
xu hsu chui koh 徐
sun suen 孙 孫
zhu chu choo 朱
ma mah 马 馬
hu woo wu 胡
guo kuo kwok 郭
he ho hoh 何
lin lam lim 林
gao kao ko 高
luo law lo 罗 羅
zheng cheng tay 郑 鄭
liang leung neo 梁
xie hsieh tse chia 谢 謝
song sung soong 宋
tang teng tong 唐
deng tang teng 邓 鄧
han hon 韩 韓
feng fung 冯 馮
cao tsao tso 曹
peng pang 彭
zeng tsang chan 曾
xiao hsiao siu 萧 蕭
cai tsai choi chua 蔡
jiang chiang keung 蒋 蔣 江
shen sum 沈
ye yip yeh 叶 葉
lu lo luk 陆 陸 卢 盧
su so soh 苏 蘇
kim gim 김 金
lee yi rhee ri 이 李
park bak pak 박 朴
choi choe 최 崔
jung jeong chung 정 鄭
kang gang 강 姜
cho jo 조 趙
yoon yun 윤 尹
jang chang 장 張
lim im rim 임 林
han 한 韓
oh o 오 吳
seo suh 서 徐
shin sin 신 申
kwon gwon 권 權
hwang 황 黃
ahn an 안 安
song 송 宋
ryu yoo yu 류 유 柳
hong 홍 洪
jeon chun 전 全
go ko koh 고 高
moon mun 문 文
yang 양 梁
son sohn 손 孫
bae pae 배 裵
baek paik 백 白
heo hur huh 허 許
noh roh no 노 盧
nguyen nguyễn 阮
tran 陳
"""


def main(rigour: str, nicknames: str) -> None:
    """Writes the file beside `c360/names.py`."""
    found = sorted({group for group in groups(Path(rigour), Path(nicknames)) if len(group) > 1})
    text = _HEAD + "".join(f"{' '.join(group)}\n" for group in found)
    Path(names.__file__).with_name("names.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
