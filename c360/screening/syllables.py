"""Names of East Asia, whose syllables are written by pinyin, Wade and Giles, Hong Kong, Pyongyang or Seoul."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

# Hanyu pinyin (ISO 7098): the finals that each initial has, without tones; ü after l and n is v or u as banks type it.
_FINALS: Final = {
    "": "a ai an ang ao e ei en eng er ou yi ya yao ye you yan yin yang ying yong wu wa wo wai wei wan wen wang weng yu"
        " yue yuan yun",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u", "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u", "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un", "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo", "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo", "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
}  # fmt: skip
PINYIN: Final = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
# China's commonest family names (2020 census bulletin's first hundred, and the double ones), in pinyin.
SURNAMES: Final = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song"
    " tang han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren"
    " yao shen zhong cui tan fan wan jin shi liao jia xia fu fang bai zou meng xiong qin qiu hou jin yin xue"
    " duan lei long tao shao qian dai gong kong hao qiao lai gu mao chang hong wen niu ge xing an qi mo zuo"
    " yi".split()
)  # fmt: skip
# Those of Korea, Hong Kong, Singapore and Taiwan as they are spelt there.
_FAMILIES: Final = frozenset(
    "kim gim lee ri yi rhee rhie i park pak bak paik paek baek choi choe jung jong jeong chung chong kang"
    " gang cho jo yoon yun jang chang lim im rim han oh seo suh shin sin kwon kwak ryu yu yoo hwang ahn an"
    " song hong ko koh ku son bae ro roh no nam ha moon mun yang chan cheung wong lam ng leung lau chow chau"
    " tsang tse yip yeung kwok kwan tsui choy teo goh toh ong tay chua chia quek neo kwek yeo cheong loong"
    " hsu hsieh tsai tseng chiang chou chu kuo teng tsao hsiao hsiung hsueh sung szeto soong tsien chien"
    " chin fung mak pang siu tam tang yuen o".split()
)  # fmt: skip
# Wade and Giles (1892, 1912) to pinyin. Apostrophes are lost in banks' files, so an initial may be either of two.
_WADE: Final = (
    (r"^hs", ("x",)), (r"^ts(?=[uz]h?$)|^tz(?=u)", ("z", "c")), (r"^tz|^ts", ("z", "c")), (r"^sz(?=u)", ("s",)),
    (r"^ch(?=i(?!h)|u(?:$|an$|eh$|n$)|ü)", ("j", "q", "zh", "ch")), (r"^ch", ("zh", "ch")), (r"^j", ("r",)),
    (r"^k", ("g", "k")), (r"^p", ("b", "p")), (r"^t(?!s|z)", ("d", "t")),
)  # fmt: skip
_WADE_FINALS: Final = (
    (r"ieh$", "ie"), (r"ueh$", "ue"), (r"(?<=[zcsr])hih$|ih$", "i"), (r"ung$", "ong"), (r"ien$", "ian"),
    (r"uei$", "ui"),
    (r"(?<=[zcs])u$", "i"), (r"(?<=[gkh])o$", "e"), (r"^erh$", "er"), (r"eh$", "e"), (r"^yen$", "yan"),
    (r"^yeh$", "ye"),
    (r"(?<=[dtnlrzc])o$", "uo"), (r"^yu$", "you"), (r"^i$", "yi"), (r"^jo$", "ruo"),
)  # fmt: skip
# Hong Kong's and Singapore's spellings, to the pinyin of the characters that they usually stand for.
_SOUTHERN: Final = """
chan:chen cheung:zhang,xiang wong:wang,huang lee:li lam:lin ng:wu,huang ho:he,hao,hou leung:liang lau:liu,lou
chow:zhou chau:zhou tsang:zeng tse:xie,zhi yip:ye yeung:yang kwok:guo kwan:guan,jun,kun chu:zhu,zhao choi:cai
cheng:zheng tang:deng so:su lo:luo,lu law:luo fung:feng,hong tsui:xu ma:ma pang:peng mak:mai hui:xu siu:xiao,shao
yu:yu yuen:yuan,ruan tam:tan kam:jin,gan wing:yong,rong kit:jie yiu:yao,rao fai:hui keung:qiang,jiang ming:ming ka:jia
kwun:guan,jun man:wen,min hau:hou,hao wah:hua wai:wei,hui wan:yun,wen,wan chi:zhi,zi,chi,ci kin:jian kwong:guang
hung:hong,xiong hing:xing,qing hoi:hai hon:han,kang chun:jun,zhen,chun,qin sum:sen,xin sun:xin,sun tai:dai,tai,di
tak:de tat:da tin:tian,dian ting:ting,ding to:tao,du tong:tang,dong tung:dong,tong wo:he woon:huan yan:ren,yin,yan
yat:yi,ri yee:yi yi:yi yin:xian,yan,yin ying:ying yuk:yu,yuk yun:run,yuan mei:mei mui:mei mo:mu,wu muk:mu pak:bai,bo
pik:bi ping:ping,bing po:bao,bo pui:pei,bei shan:shan sheung:shuang,shang shing:cheng,sheng,shing shu:shu shuk:shu
shun:shun,chun sze:si,shi suk:shu sau:xiu,shou lai:li,lai,li lap:li lik:li ling:ling,ning lok:le,luo lung:long
kai:qi,kai,jia kan:jian,qin kei:qi,ji keng:jing,qing,qiong ki:ji,qi kong:jiang,gang,guang,kong king:jing,qing
kuen:quan,juan kui:ju kwai:gui kuk:ju hang:heng,xing,hang hei:xi hin:xian,xuan him:qian,xian fat:fa fong:fang fu:fu
fuk:fu chak:ze,zhai cheuk:zhuo,chao chik:zhi,ji ching:qing,zheng,cheng chiu:zhao,chao,qiao cho:zu,chu choy:cai
chuen:quan,chuan chui:xu,cui chung:zhong,cong,song chuk:zhu nam:nan ngai:yi,wei ngan:yan oi:ai on:an sang:sheng,sang
shek:shi shum:shen shui:rui,shui sin:xian,shan tan:chen,tan teo:zhang goh:wu toh:zhuo,du ong:wang,weng lim:lin
tay:zheng koh:xu,gao sim:shen chua:cai chia:xie,che heng:wang,xing quek:guo low:liu,lu neo:liang kwek:guo ang:hong
yeo:yang chee:zhi,xu,qi hean:xian hian:xian swee:rui,shui seng:cheng,sheng guan:yuan,guan eng:ying,rong hock:fu
huat:fa kiat:jie kok:guo,jue lian:lian leng:long,ling liang:liang joo:yu chye:cai cheong:zhang,xiang loong:long
hsien:xian soon:shun,sun teck:de tiong:zhong,zhang whye:huai boon:wen bee:mei geok:yu kim:jin lye:lai poh:bao lop:le
yim:yan
"""
# Korean (Revised Romanization, McCune and Reischauer, Pyongyang's and families' own): what each sound is written as.
_KOREAN: Final = (
    (r"^(?:l|r)?ee$|^rhee$|^yi$|^rhie$|^i$", "i"), (r"^[rln](?=i|y)", ""), (r"^n(?=o$|oh$)", "r"), (r"^par?k$", "pak"),
    (r"^ch?oi$", "choe"), (r"^woo", "u"), (r"yeo|you(?=n)|yu(?=ng)|yo(?=ng|n|k|l|m|b)", "yo"), (r"eo|ou|uh", "o"),
    (r"eui|ui", "i"), (r"eu", "u"), (r"oo|woo", "u"), (r"ae|ay|ai", "e"), (r"ye", "e"), (r"wh", "w"), (r"sh", "s"),
    (r"ch|j", "j"), (r"[kg]", "k"), (r"[td]", "t"), (r"[pb]", "p"), (r"^[lr]", "r"), (r"l$|r$", "l"),
    (r"u(?=ng|n|k|l|m)", "o"),
    (r"(?<=[ktpjsnmyh])r(?=k)", ""), (r"h$", ""), (r"(.)\1", r"\1"),
)  # fmt: skip
_KOREAN_RULES: Final = tuple((re.compile(pattern), into) for pattern, into in _KOREAN)
# The syllables of Korean names, as all of them are spelt.
_KOREAN_SYLLABLES: Final = frozenset(
    "a ae ah ahn ai an bae baek baik bak beom bin bo bok bom bon bong bum byeong byong byung chae chan chang"
    " cheol cheon chi chin cho choe choi chol chon chong choo choon chu chuk chul chun chung da dae dal dan"
    " de deok do dok dong doo du duk eok eon eul eum eun eung gab gae gang gap geum geun gi gil gim go gon"
    " goo gu guen guk gun gwan gwang gyeong gyo gyong gyu gyung ha hae hak han hang hee hei heon heum hi ho"
    " hoe hon hong hoo hoon hu hun hwa hwan hwang hye hyeok hyeon hyeong hyo hyok hyon hyong hyoung hyuk"
    " hyun hyung i ik il im in ja jae jai jang je jee jeon jeong ji jik jin jo joe jon jong joo joon ju juk"
    " jun jung kab kae kag kang kap keum keun ki kil kim ko kon kong koo ku kuk kum kun kwan kwang kwi kwon"
    " kye kyeong kyo kyok kyong kyu kyun kyung lee li lim man mi min mo mok moo moon mu muk mun my myeong"
    " myong myoung myung na nak nam ni no o oh ok on ook pae paek paik pak park pil po pok pom pon pong pyo"
    " pyong ra rae rak ran re ri rhee rim rin ro roh rok ru ryo ryol ryon ryong ryu ryul ryun sa sae sam san"
    " sang se seo seob seok seon seong seung shi shik shim shin sik sil sim sin so sob sok sol son song soo"
    " sook soon sop su suh suk sul sun sung tae taek tal tok ton tong u uck ui uk um un ung wan weon wi won"
    " woo woong woon yang ye yeo yeol yeon yeong yeop yi yo yol yon yong yoo yook yoon young youn yu yuk yul"
    " yun".split()
)  # fmt: skip


@lru_cache(20_000)
def split(word: str) -> tuple[str, ...]:
    """The pinyin syllables of a word, the fewest; itself where it has none or is one."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if start and word[start] in "aeo":  # pinyin marks such a syllable with an apostrophe within a word
                continue
            if before is not None and word[start:end] in PINYIN:
                found = (*before, word[start:end])
                if best[end] is None or len(found) < len(best[end] or ()):
                    best[end] = found
    return best[-1] or (word,)


@lru_cache(20_000)
def split_in(word: str, count: int) -> tuple[tuple[str, ...], ...]:
    """The ways to take a word apart into `count` syllables of any East Asian spelling."""
    if count < 2 or not 3 < len(word) < 15:
        return ()
    ways: list[tuple[str, ...]] = []
    for cut in range(1, len(word) - 1):
        head, tail = word[:cut], word[cut:]
        if not _syllable(head):
            continue
        if count == 2:
            if _syllable(tail):
                ways.append((head, tail))
        else:
            ways += [(head, *rest) for rest in split_in(tail, count - 1)]
    return tuple(ways)


def _syllable(word: str) -> bool:
    return word in PINYIN or word in _southern() or word in _KOREAN_SYLLABLES or bool(_wade(word))


@lru_cache(20_000)
def readings(word: str) -> frozenset[str]:
    """The syllables that a syllable may stand for: pinyin, and Korean marked with a star; none for what is none."""
    found = {word} if word in PINYIN else set()
    found |= _wade(word) | _southern().get(word, frozenset())
    if word in _KOREAN_SYLLABLES:
        found.add(f"*{_korean(word)}")
    return frozenset(found)


def _wade(word: str) -> frozenset[str]:
    final = word
    for pattern, into in _WADE_FINALS:
        final = re.sub(pattern, into, final)
    found = set()
    for stem in {word, final}:
        for pattern, initials in _WADE:
            if re.search(pattern, stem):
                found |= {re.sub(pattern, initial, stem) for initial in initials}
                break
        else:
            found.add(stem)
    more = {re.sub(pattern, into, one) for one in found for pattern, into in _WADE_FINALS}
    return frozenset(one for one in found | more if one in PINYIN)


@cache
def _southern() -> dict[str, frozenset[str]]:
    return {key: frozenset(values.split(",")) for key, values in (pair.split(":") for pair in _SOUTHERN.split())}


def _korean(word: str) -> str:
    for pattern, into in _KOREAN_RULES:
        word = pattern.sub(into, word)
    return word


@lru_cache(50_000)
def systems(left: str, right: str) -> frozenset[str]:
    """By which way of writing two syllables are one: "han" by a Chinese reading, "korean", both or neither."""
    if left == right:
        return frozenset({"han", "korean"})
    both = readings(left) & readings(right)
    found = {"korean" if one.startswith("*") else "han" for one in both}
    if not both and same(left, right):
        found = {"han", "korean"}
    return frozenset(found)


@lru_cache(50_000)
def same(left: str, right: str) -> bool:
    """Whether two syllables, or two words of as many syllables, may be one in some spelling."""
    if left == right or readings(left) & readings(right):
        return True
    for count in (2, 3):
        for one in split_in(left, count):
            for other in split_in(right, count):
                if all(a == b or readings(a) & readings(b) for a, b in zip(one, other, strict=True)):
                    return True
    return False


@lru_cache(50_000)
def split_like(word: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """`word` taken apart as `others` are, where each of its syllables is one of theirs; empty where it isn't so."""
    for way in split_in(word, len(others)):
        if all(a == b or readings(a) & readings(b) for a, b in zip(way, others, strict=True)):
            return way
    return ()


def east_asian(words: list[str], *, hyphen: bool) -> str:
    """ "pinyin" where all of a name's words are pinyin, "other" where all could be some other spelling of East Asian
    syllables, else nothing. One word must be a family name of there. Pinyin has no `hyphen` in a name."""
    if not 1 < len(words) < 6 or max(map(len, words)) > 12:
        return ""
    if not hyphen and all(split(word)[0] in PINYIN for word in words) and any(word in SURNAMES for word in words):
        return "pinyin"
    if not any(word in SURNAMES or word in _FAMILIES for word in words):
        return ""
    return "other" if all(_syllable(word) or split_in(word, 2) or split_in(word, 3) for word in words) else ""


def is_hangul(text: str) -> bool:
    """Whether it is written in Korean letters."""
    return all("\uac00" <= c <= "\ud7af" for c in text)
