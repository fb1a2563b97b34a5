"""Each benchmark runs at a reduced size and gives figures; that they are compared and shown is tested by made ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.library import plan_of
from index.engine import Engine
from tests.bench import answers, growth, outbox, report, vectors
from tests.bench.__main__ import BENCHMARKS, main
from tests.bench.compare import compared, ratios
from tests.bench.grown import grown_text
from tests.bench.peers import quality, side_by_side
from tests.bench.peers.quality import Row
from tests.bench.peers.systems import OURS, SYSTEMS, Place, requirements

PEER = SYSTEMS[1]


def test_a_grown_plan_is_read_without_a_warning() -> None:
    plan = plan_of("grown", grown_text(300))
    assert [task.number for task in plan.tasks] == list(range(1, 301))
    assert plan.document.warnings == () and all(party.department for task in plan.tasks for party in task.parties)
    assert all(task.leads for task in plan.tasks) and len(plan.sections) == 43
    assert grown_text(300) == grown_text(300) != grown_text(301)


@pytest.fixture(scope="module")
def folder(engine: Engine, var_dir: Path) -> Iterator[Path]:
    """Where benchmarks keep what they make, beside the index that the tests have."""
    assert engine.topics().stored.folder.is_relative_to(var_dir)
    made = var_dir / "bench"
    made.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAR_DIR", str(var_dir))
        yield made


def test_growth_at_one_small_size(folder: Path) -> None:
    found = growth.growth(folder, [40])["40"]
    assert (found["tasks"], found["warnings"]) == (40, 0)
    assert found["subject, reply"]["n"] == growth.ASKED and found["passages"] > 40
    assert found["read what was parsed"]["s"] < found["parse"]["s"]


def test_the_search_over_a_few_vectors(folder: Path) -> None:
    found = vectors.vectors(folder, [500])["500"]
    assert (found["index"], found["all"]["recall"], found["of 5.0% of them"]["recall"]) == ("flat", 1.0, 1.0)


def test_the_limits_with_a_few_questions(folder: Path) -> None:
    found = answers.limits(folder, answers.Size(exact=4, topics=2, odd=4, telegram=2, mixed=4, processes=1))
    assert set(found) == {"exact", "topic", "odd texts", "bot", "process", "memory of the bot after all, MB"}
    assert found["topic"]["times the encoder"] > 0 and found["exact"]["times the look-up"] > 1


def test_this_project_in_the_comparison(folder: Path) -> None:
    size = side_by_side.Size(topics=2, exact=2, encoded=1, cold=1, sets=("gold",))
    made = side_by_side.side_by_side(folder, size, ["project"])
    its = made["systems"][OURS.name]
    assert list(made["systems"]) == [OURS.name]
    assert its["quality"]["gold"]["exact sets"] == 1.0
    assert its["topic, without encoding"]["n"] == 2 and its["installed_mb"] > 50


def test_the_outbox_with_few_notices() -> None:
    found = outbox.outbox(100)
    assert found["notices"] == 100 and all(
        found[kind]["to a stub, notices a second"] > 0 for kind in ("sqlite", "postgresql")
    )


def row(tag: str, **expect: object) -> Row:
    return Row(tag, ("问",), {"kind": "answer", **expect})


def found(*ranked: tuple[int, float], kind: str = "answer", signal: float | None = None) -> dict[str, Any]:
    return {"ranked": list(ranked), "kind": kind, "signal": signal}


ROWS = [row("lead", tasks=[1, 2]), row("topic", first=[3]), row("refuse", kind="refusal", tasks=[])]


def test_a_peer_has_the_best_cut_and_the_best_threshold() -> None:
    ranked = [found((1, 0.9), (2, 0.8), (5, 0.1)), found((4, 0.9), (3, 0.8)), found((1, 0.2), signal=0.3)]
    its = quality.figures(PEER, ROWS, ranked)
    assert (its["exact sets"], its["R@1 zh"], its["R@3 zh"], its["refusal"]) == (1.0, 0.0, 1.0, 1.0)


def test_this_project_has_what_it_shows() -> None:
    shown = [found((1, 0.0), (2, 0.0), (5, 0.0)), found((3, 1.0)), found(kind="answer")]
    its = quality.figures(OURS, ROWS, shown)
    assert (its["exact sets"], its["R@1 zh"], its["refusal"]) == (0.0, 1.0, 0.5)


def test_each_peer_has_pinned_requirements_and_none_is_installed_in_an_empty_folder(tmp_path: Path) -> None:
    for system in SYSTEMS:
        assert Place(tmp_path).installed(system) is system.ours
        lines = requirements(system.venv).splitlines() if system.venv else []
        assert all("==" in line for line in lines if not line.startswith("#"))


RESULTS = {"limits": {"figures": {"exact": {"times the look-up": 2.0}, "topic": {"times the encoder": 1.1}}}}


def test_a_ratio_that_has_grown_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worse = {"limits": {"figures": {"exact": {"times the look-up": 4.0}, "topic": {"times the encoder": 1.2}}}}
    assert ratios(RESULTS) == {"limits: exact, times the look-up": 2.0, "limits: topic, times the encoder": 1.1}
    lines, grown = compared(RESULTS, worse)
    assert grown and [line.split()[0] for line in lines] == ["worse", "same"]
    files = [tmp_path / "before.json", tmp_path / "after.json"]
    for file, said in zip(files, (RESULTS, worse), strict=True):
        file.write_text(json.dumps(said), "utf-8")
    assert main(["--compare", *map(str, files)]) == 1 and main(["--compare", str(files[1]), str(files[0])]) == 0
    assert "better" in capsys.readouterr().out


def test_the_page_is_made_from_the_committed_results() -> None:
    results = json.loads(report.BASELINE.read_text("utf-8"))
    assert set(results) <= set(BENCHMARKS) and ratios(results)
    assert report.PAGE.read_text("utf-8").splitlines() == report.page(results)


def test_the_page_begins_with_what_its_figures_mean() -> None:
    run = {"machine": {"date": "2026-11-29", "processors": 2, "load": 1.5}, "reduced": True}
    ours = {"exact": {"first asked, ms": {"p50": 14.9}}, "topic": {"first asked, ms": 84.7, "times the encoder": 1.1}}
    (said, empty) = report.meaning({"limits": run | {"figures": ours}})
    assert (
        said.startswith("**What this means.** A question takes 15 ms of a processor, one on a subject 85 ms")
        and not empty
    )
    assert "Aimed at and not reached: exact, first asked, ms 14.9 (< 1)." in said
    assert "Measured on 2026-11-29 on 2 processors" in said and said.endswith("good to a first digit: limits.")
    kept = {"exact": {"first asked, ms": 0.5}, "topic": {"first asked, ms": 80.0}}
    assert "not reached" not in report.meaning({"limits": run | {"figures": kept, "reduced": False}})[0]
