"""`python -m tests.faults`: processes killed at random moments of sending or answering, and several at once among many faults."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from pathlib import Path

from bot.limits import Limits
from tests.databases import KINDS, postgresql
from tests.faults import crowd, floods, kills, load, questions, restore

# What floods: a command, a question, a subject.
FLOODS = ("/task {}", "第{}条谁负责", "谁负责口岸通关改革")

# Whether by webhook.
WAYS = {"polling": (False,), "webhook": (True,), "both": (False, True)}


def crowd_of(notices: int, seed: int) -> crowd.Plan:
    """Three processes within Telegram's own limits."""
    groups, to_flooded = max(3, notices // 200), max(10, notices // 100)
    return crowd.Plan(notices, 3, Limits(), groups, 30, to_flooded, flooded_seconds=30, seed=seed)


def _loads(options: argparse.Namespace, folder: str) -> bool:
    """Whether floods and loads were borne; the figures are printed."""
    var, sound = options.var.resolve(), True
    for number, text in enumerate(FLOODS if options.flood else ()):
        told = asyncio.run(floods.beside_flood(f"{folder}/flood{number}.db", var, options.flood, text))
        print(f"{text}: {told}", flush=True)
        sound = sound and told.sound
    if options.subjects:
        many = asyncio.run(floods.many_subjects(f"{folder}/subjects.db", var, options.subjects))
        print(many, flush=True)
        sound = sound and many.sound
    for name, seconds in (("throng", options.throng), ("soak", options.soak)):
        if seconds:
            work = load.throng if name == "throng" else load.soak
            borne = asyncio.run(work(f"{folder}/{name}.db", var, seconds))
            print(f"{name}: {borne}", flush=True)
            sound = sound and borne.sound
    return sound


def main() -> int:
    """1 if anything was lost, or doubled without a mark."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="kills of each kind of work on each database")
    parser.add_argument("--chats", type=int, default=2000, help="chats that get the notice")
    parser.add_argument("--a-round", type=int, default=20, help="kills until all must have it")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--crowd", type=int, default=10_000, help="notices for three processes at once; 0 for none")
    parser.add_argument("--questions", type=int, default=0, help="kills under questions, by polling and by webhook")
    parser.add_argument("--way", choices=WAYS, default="both", help="how questions come")
    parser.add_argument("--rate", type=float, default=20, help="questions a second")
    parser.add_argument("--flood", type=int, default=0, help="messages of one chat at once, beside another's question")
    parser.add_argument("--subjects", type=int, default=0, help="chats that ask for a subject at once")
    parser.add_argument("--throng", type=float, default=0, help="seconds in which a thousand chats ask at once")
    parser.add_argument("--restore", type=int, default=0, help="notices that wait where a backup is restored")
    parser.add_argument("--soak", type=float, default=0, help="seconds at ten times the expected load")
    parser.add_argument("--var", type=Path, default=Path("var"), help="the folder of the index")
    parser.add_argument("--seed", type=int, default=None, help="as printed by a run, to repeat its moments")
    options = parser.parse_args()
    # The stand-in's web server reports each connection that a kill cuts.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    sound = True
    chosen = KINDS if options.database == "both" else (options.database,)
    with tempfile.TemporaryDirectory(prefix="faults") as folder, postgresql() as server:
        for kind in chosen:
            for job in ("announce", "digest") if options.kills else ():
                url = f"sqlite:///{Path(folder) / f'{job}.db'}" if kind == "sqlite" else server.new_database()
                begun = time.monotonic()
                tally = asyncio.run(kills.run(url, job, options.kills, options.chats, seed, options.a_round))
                print(f"{kind}, {job}: {tally} ({time.monotonic() - begun:.0f} s)", *tally.faults, flush=True)
                sound = sound and tally.sound
        for kind in chosen if options.questions else ():
            for webhook in WAYS[options.way]:
                url = f"sqlite:///{folder}/{webhook}.db" if kind == "sqlite" else server.new_database()
                replicas = 3 if kind != "sqlite" else 1
                restart = server.restart if kind != "sqlite" else None
                asked = questions.run(
                    url,
                    options.var.resolve(),
                    options.questions,
                    seed,
                    webhook=webhook,
                    replicas=replicas,
                    rate=options.rate,
                    restart=restart,
                )
                told, way = asyncio.run(asked), "webhook" if webhook else "polling"
                print(
                    f"{kind}, {way}, {replicas} processes: {told}",
                    *told.faults[:20],
                    *told.doubled[:20],
                    sep="\n  ",
                    flush=True,
                )
                sound = sound and told.sound
        for kind in chosen if options.restore else ():
            place = Path(folder) / f"restore-{kind}"
            place.mkdir()
            database = restore.File(place) if kind == "sqlite" else restore.Server(server, place)
            restored = asyncio.run(restore.run(database, options.var.resolve(), options.restore))
            print(f"{kind}: {restored}", flush=True)
            sound = sound and restored.sound
        if options.flood or options.subjects or options.throng or options.soak:
            sound = _loads(options, f"sqlite:///{folder}") and sound
        if options.crowd:
            print(report := asyncio.run(crowd.run(server.new_database(), crowd_of(options.crowd, seed))))
            sound = sound and report.sound
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
