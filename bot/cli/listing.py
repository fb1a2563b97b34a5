"""What there is to ask: the installed plans, and the departments of one."""

from __future__ import annotations

import argparse

from bot.cli.records import department_records, one_line, plan_records
from bot.dialogue.asking import Asking
from bot.plans.served import Plans
from bot.screens.wording import Wording
from corpus.records import Role
from corpus.wording import terminal_language


def print_listing(options: argparse.Namespace, plans: Plans, wording: Wording) -> None:
    """Print the plans, or the departments of one, as JSON or for people; CorpusError where there is no such plan."""
    lang, everything = terminal_language(wording), options.command == "plans"
    plan = Asking(plans, wording, options.plan).plan
    records = plan_records(plans, wording) if everything else department_records(plans.get(plan))
    for record in records:
        if options.json:
            print(one_line(record))
        elif everything:
            size = wording.say(lang, "card.size", **record)
            print(f"{'*' if record['default'] else ' '} {record['id']}  {record['title']}  {size}")
        else:
            counts = {"leads": len(record[Role.LEAD]), "participates": len(record[Role.PARTICIPANT])}
            print(wording.say(lang, "answer.row", department=record["name"], **counts))
