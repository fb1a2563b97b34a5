"""docs/performance.md from the committed results: tables, and what they were measured on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.bench.compare import FRAMEWORKS
from tests.bench.grown import TESTS
from tests.bench.peers.systems import OURS

BASELINE = TESTS / "bench/baseline.json"
PAGE = TESTS.parent / "docs/performance.md"
# What the figures of the bot itself are to stay below.
_LIMITS = {
    ("exact", "first asked, ms"): "< 1",
    ("topic", "times the encoder"): "≤ 1.15",
    ("bot", "first asked, times the echo"): "≤ 1.5",
    ("odd texts", "slowest beside encoding, ms"): "< 50",
    ("memory of the bot after all, MB", ""): "< 200",
}
Figures = Mapping[str, Any]
Lines = list[str]


def write() -> None:
    """The page anew."""
    results = json.loads(BASELINE.read_text("utf-8"))
    PAGE.write_text("\n".join(page(results)).rstrip() + "\n", "utf-8")


def page(results: Figures) -> Lines:
    """The page's lines."""
    lines = [
        "# How fast, how small",
        "",
        *meaning(results),
        "Made by `python -m tests.bench --write` from `tests/bench/baseline.json`; how it is measured: "
        "[tests/bench/README.md](../tests/bench/README.md).",
        "Times are of the process itself, user and system; what stands side by side was measured in one run.",
    ]
    for name, part in _PARTS.items():
        if name in results:
            lines += ["", *part(results[name]["figures"]), "", _measured_on(results[name])]
    return lines


def meaning(results: Figures) -> Lines:
    """What the figures mean for someone who decides whether to use the program: good, not good, and measured on what."""
    said: list[str] = []
    limits = results.get("limits", {}).get("figures", {})
    if limits:
        exact, topic = (_of(limits, kind, "first asked, ms") for kind in ("exact", "topic"))
        said.append(
            f"A question takes {exact:.0f} ms of a processor, one on a subject {topic:.0f} ms with the encoder: in a chat nobody "
            "notices either."
        )
    if growth := results.get("growth", {}).get("figures"):
        size, its = list(growth.items())[-1]
        said.append(
            f"Of a plan of {int(size):,} tasks a subject takes {_of(its, 'subject, reply'):.0f} ms without the encoder."
        )
    if peers := results.get("peers", {}).get("figures"):
        systems = peers["systems"]
        said += _beside(systems[OURS.name], [systems[name] for name in FRAMEWORKS if name in systems])
    if missed := _missed(limits):
        said.append(f"Aimed at and not reached: {'; '.join(missed)}.")
    machines = [run["machine"] for run in results.values()]
    days = sorted({machine["date"] for machine in machines})
    loads = sorted(machine["load"] for machine in machines)
    said.append(
        f"Measured on {' to '.join(dict.fromkeys((days[0], days[-1])))} on {machines[0]['processors']} processors, which "
        f"{loads[0]:g} to {loads[-1]:g} processes waited for; the outbox, which waits for the disk, does many times as much on a "
        "quiet machine ([operations.md](operations.md#measured))."
    )
    if reduced := [name for name, run in results.items() if run["reduced"]]:
        said.append(f"With few questions, and so good to a first digit: {', '.join(reduced)}.")
    return [f"**What this means.** {' '.join(said)}", ""]


def _beside(ours: Figures, theirs: Sequence[Figures]) -> Iterator[str]:
    """What the search libraries do better, and what worse."""
    if theirs:
        sets = max(_of(its, "quality", "gold", "exact sets") for its in theirs)
        quickest, smallest = (
            min(_of(its, name) for its in theirs)
            for name in ("topic, without encoding", "after a question on a subject, MB")
        )
        whole, slow, large = (
            _of(ours, *path)
            for path in (
                ("quality", "gold", "exact sets"),
                ("topic, without encoding",),
                ("after a question on a subject, MB",),
            )
        )
        yield (
            f"Of the gold questions that ask for a whole set of tasks it gives {whole:.0%}, the best of the search libraries "
            f"beside it {sets:.0%}. The quickest of these takes {quickest:.1f} ms for a subject without the encoder where this "
            f"takes {slow:.1f}, the smallest {smallest:.0f} MB where this takes {large:.0f}."
        )


def _missed(limits: Figures) -> list[str]:
    """Which limits were not kept, with what was measured."""
    return [
        f"{part}{f', {name}' if name else ''} {value:g} ({target})"
        for (part, name), target in _LIMITS.items()
        if isinstance(value := _of(limits, *filter(None, (part, name))), int | float)
        and value > float(target.split()[-1])
    ]


def _measured_on(run: Figures) -> str:
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    reduced = " Reduced: few questions." if run["reduced"] else ""
    return (
        f"*{machine['date']}, {machine['processors']} processors ({machine['processor']}), {machine['memory']}, Python "
        f"{machine['python']}, {machine['system']}; {versions}; {machine['load']} processes were waiting to run.{reduced}*"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def _of(figures: Figures, *path: str) -> Any:
    """What stands at a path in the figures, a dash for nothing; of a spread its median."""
    found: Any = figures
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping) and "p50" in found:
        found = found["p50"]
    return "–" if found is None or found != found else found


def _peers(figures: Figures) -> Iterator[str]:
    systems = figures["systems"]
    yield "## Side by side"
    sets = list(dict.fromkeys(name for its in systems.values() for name in its.get("quality", ())))
    names = ("exact sets", "R@1 zh", "R@3 zh", "R@1 en", "R@3 en", "refusal")
    for one in sets:
        ours = systems[OURS.name]["quality"][one]
        yield ""
        yield f"On the {one} questions ({ours['exact rows']} sets, {ours['refusal rows']} refusals), shares:"
        yield ""
        yield from table(
            ["", *names],
            ([system, *(_of(its, "quality", one, name) for name in names)] for system, its in systems.items()),
        )
    yield ""
    yield from table(
        [
            "",
            "topic without encoding, ms (99th)",
            "exact, ms (99th)",
            "topic, times the encoder",
            "cold to an exact answer, s",
            "to a topic answer, s",
            "MB, loaded",
            "MB, with the encoder",
            "installed, MB",
        ],
        (
            [
                system,
                _both(its, "topic, without encoding"),
                _both(its, "exact"),
                _of(its, "times the encoder"),
                _of(its, "cold to the first exact answer, s"),
                _of(its, "cold to the first topic answer, s"),
                _of(its, "loaded, MB"),
                _of(its, "after a question on a subject, MB"),
                _of(its, "installed_mb"),
            ]
            for system, its in systems.items()
        ),
    )
    yield ""
    yield f"This project's search alone takes {_both(systems[OURS.name], 'search alone')} ms of its time without encoding."
    if figures["not installed"]:
        yield f"Not installed where this ran: {', '.join(figures['not installed'])}."
    yield ""
    yield "Against the best of the four frameworks, figure by figure:"
    yield ""
    yield from table(["figure", "target", "measured"], _against(systems))


def _both(its: Figures, name: str) -> str:
    spread = its.get(name)
    return f"{spread['p50']:g} ({spread['p99']:g})" if spread else "–"


def _against(systems: Figures) -> Iterator[list[str]]:
    """What is aimed at, beside the best of the frameworks."""
    ours = systems[OURS.name]
    peers = [systems[name] for name in FRAMEWORKS if name in systems]
    if not peers:
        return
    for name, target in (
        ("topic, without encoding", "≥ 3 times as fast"),
        ("search alone", "–"),
        ("cold to the first exact answer, s", "≥ 5 times as fast"),
        ("cold to the first topic answer, s", "≥ 3 times as fast"),
        ("after a question on a subject, MB", "≤ 0.5 times the memory"),
    ):
        if name not in ours:
            continue
        theirs = min(_of(its, "topic, without encoding" if name == "search alone" else name) for its in peers)
        ratio = theirs / _of(ours, name)
        measured = f"{1 / ratio:.2f} times" if name.endswith("MB") else f"{ratio:.2f} times as fast"
        yield [name, target, measured]
    for one, its in ours.get("quality", {}).items():
        for name in ("exact sets", "R@1 zh", "R@1 en", "refusal"):
            best = max((peer["quality"][one][name] for peer in peers), default=0.0)
            yield [
                f"{name}, {one}",
                "1.0" if name == "exact sets" else "ahead",
                f"{its[name]:g}, the best of them {best:g}",
            ]


def _limits(figures: Figures) -> Iterator[str]:
    yield "## Against the limits"
    yield ""
    rows = []
    for part, its in figures.items():
        for name, value in its.items() if isinstance(its, Mapping) else [("", its)]:
            said = (
                f"{value['p50']:g} (99th percentile {value['p99']:g})" if isinstance(value, Mapping) else f"{value:g}"
            )
            rows.append([f"{part}: {name}" if name else part, said, _LIMITS.get((part, name), "")])
    yield from table(["figure", "measured", "target"], rows)


def _growth(figures: Figures) -> Iterator[str]:
    yield "## Growth"
    yield ""
    steps = (
        "parse",
        "read what was parsed",
        "first exact question",
        "build the index, its vectors given",
        "load the index",
    )
    asked = (
        "a task's departments",
        "two departments",
        "how many",
        "a department's tasks",
        "subject, search alone",
        "subject within a department, search alone",
        "subject, reply",
    )
    rows: list[list[object]] = [[f"{step}, s", *(_of(its, step, "s") for its in figures.values())] for step in steps]
    rows += [[f"{name}, ms (greatest)", *(_both(its, name) for its in figures.values())] for name in asked]
    rows += [
        [name, *(_of(its, name) for its in figures.values())]
        for name in ("tasks in that answer", "passages", "resident, MB")
    ]
    yield from table(["tasks", *(f"{int(size):,}" for size in figures)], rows)


def _vectors(figures: Figures) -> Iterator[str]:
    yield "### The search over vectors alone"
    yield ""
    yield "Beside exact search over the same vectors; a selection is drawn at random, the hardest for an index. Aimed at: of"
    yield "1,000,000 clauses a 99th percentile below 25 ms, a recall of the ten nearest of at least 0.95, less than 2 GB."
    yield ""
    names = ("index", "build, s", "load, s", "resident, MB", "on disk, MB")
    rows: list[list[object]] = [[name, *(_of(its, name) for its in figures.values())] for name in names]
    for name in dict.fromkeys(name for its in figures.values() for name in its if "recall" in (_its(its, name))):
        rows.append([f"{name}: ms (99th)", *(_both(its, name) for its in figures.values())])
        rows.append([f"{name}: recall", *(_of(its, name, "recall") for its in figures.values())])
    yield from table(["clauses", *(f"{int(size):,}" for size in figures)], rows)


def _its(figures: Figures, name: str) -> Figures:
    found = figures[name]
    return found if isinstance(found, Mapping) else {}


def _outbox(figures: Figures) -> Iterator[str]:
    yield "## The outbox"
    yield ""
    kinds = {name: its for name, its in figures.items() if name != "notices"}
    names = list(dict.fromkeys(name for its in kinds.values() for name in its))
    yield from table(
        [f"{figures['notices']:,} notices", *kinds], ([name, *(its[name] for its in kinds.values())] for name in names)
    )


_PARTS: dict[str, Callable[[Figures], Iterable[str]]] = {
    "peers": _peers,
    "limits": _limits,
    "growth": _growth,
    "vectors": _vectors,
    "outbox": _outbox,
}
