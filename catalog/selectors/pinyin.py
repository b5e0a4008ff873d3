"""Chinese words as people type them without a Chinese keyboard: by sound, by first letters."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin

LONGEST_SYLLABLE = 6
MOST_SYLLABLES = 12
MOST_READINGS = 4
LONGEST_INITIALS = 8
_TOO_SHORT = 2

# Every syllable of standard Chinese, without tones; ü is typed as v.
_SYLLABLE_TABLE = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can
cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai
chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den deng di
dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng
fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian
jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku
kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin
ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao
mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning
niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin
ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re
ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan
shang shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su
suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun
tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan
xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei
zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang
zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES = frozenset(_SYLLABLE_TABLE.split())
_BEGINNINGS = frozenset(syllable[:end] for syllable in SYLLABLES for end in range(1, len(syllable)))


@lru_cache(maxsize=50_000)
def syllables(word: str) -> tuple[str, ...]:
    """Return the sound of a Chinese word, one syllable for each character."""
    return tuple(sound for sound in lazy_pinyin(word) if sound in SYLLABLES)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Return a word as one types it: 连衣裙 as lianyiqun, letters and digits as they are."""
    return "".join(lazy_pinyin(word)).lower()


def initials(word: str) -> str:
    """Return the first letters of the characters: lyq."""
    return "".join(syllable[0] for syllable in syllables(word))


def initials_of_words(words: list[str]) -> Iterator[str]:
    """Yield the first letters of every Chinese word and of two words side by side."""
    letters = [initials(word) for word in words]
    yield from (word for word in letters if _is_telling(word))
    for first, second in pairwise(letters):
        if first and second and _is_telling(first + second):
            yield first + second


def readings(letters: str) -> list[tuple[str, ...]]:
    """Cut typed letters into syllables, fewest first; the last may be unfinished if it must.

    Nothing when they cannot be the sound of Chinese words.
    """
    if not (letters.isascii() and letters.isalpha()):
        return []
    found = _cuts(letters.lower())
    complete = [cut for cut in found if cut[-1] in SYLLABLES]
    unfinished = [cut for cut in found if len(letters) > _TOO_SHORT]
    return (complete or unfinished)[:MOST_READINGS]


def _cuts(letters: str) -> list[tuple[str, ...]]:
    """Cut from the end: what can follow each place is known before it is asked for."""
    best: list[list[tuple[str, ...]]] = [[] for _ in letters]
    for start in range(len(letters) - 1, -1, -1):
        rest = letters[start:]
        is_whole = rest in SYLLABLES or rest in _BEGINNINGS
        found: list[tuple[str, ...]] = [(rest,)] if is_whole else []
        for end in range(1, min(LONGEST_SYLLABLE, len(rest) - 1) + 1):
            if rest[:end] in SYLLABLES:
                found += [(rest[:end], *after) for after in best[start + end]]
        best[start] = sorted(found, key=_plainest_first)[: 2 * MOST_READINGS]
    return [cut for cut in best[0] if len(cut) <= MOST_SYLLABLES] if letters else []


def _plainest_first(cut: tuple[str, ...]) -> tuple[bool, int]:
    return cut[-1] not in SYLLABLES, len(cut)


def _is_telling(letters: str) -> bool:
    return 1 < len(letters) <= LONGEST_INITIALS
