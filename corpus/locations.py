"""Where plans and generated files lie, by the settings that every command shares."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Locations:
    """`plans_dir` holds the plans that were added, `var_dir` what is generated."""

    plans_dir: Path
    var_dir: Path


def locations(values: Mapping[str, str | None]) -> Locations:
    """The folders that PLANS_DIR and VAR_DIR name; the first lies in the second where it is not set."""
    var_dir = Path((values.get("VAR_DIR") or "").strip() or "var")
    stated = (values.get("PLANS_DIR") or "").strip()
    return Locations(Path(stated) if stated else var_dir / "plans", var_dir)


def settings() -> dict[str, str | None]:
    """The settings of the environment, of .env for what it does not set."""
    stated: dict[str, str | None] = {}
    if Path(".env").is_file():
        from dotenv import dotenv_values

        stated = dotenv_values(".env", encoding="utf-8-sig")
    return {**stated, **os.environ}
