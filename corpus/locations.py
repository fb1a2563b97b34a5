"""Where plans and generated files lie, by the settings that every command shares."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.records import CorpusError

_CLONE = Path(__file__).resolve().parents[1]
# Where .env lies, and relative paths of settings begin, whatever the current folder: in the clone, or without one there.
HOME = _CLONE if (_CLONE / "pyproject.toml").is_file() else Path()
_LOG = logging.getLogger(__name__)
# What editors, other systems and `docker --env-file` leave around a value.
_AROUND = " \t\r\n\ufeff\u3000"
_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Locations:
    """`plans_dir` holds the plans that were added, `var_dir` what is generated."""

    plans_dir: Path
    var_dir: Path


def locations(values: Mapping[str, str | None]) -> Locations:
    """The folders that PLANS_DIR and VAR_DIR name; the first lies in the second where it is not set."""
    var_dir = _folder(values, "VAR_DIR") or HOME / "var"
    return Locations(_folder(values, "PLANS_DIR") or var_dir / "plans", var_dir)


def checked(places: Locations) -> Locations:
    """The same places: CorpusError where PLANS_DIR is a file, and a line in the log where one that was set is not there."""
    folder = places.plans_dir
    if folder.exists() and not folder.is_dir():
        raise CorpusError(
            f"PLANS_DIR={folder} is no folder: correct it, or leave it empty for {places.var_dir / 'plans'}"
        )
    if not folder.exists() and folder != places.var_dir / "plans":
        _LOG.warning("PLANS_DIR=%s is not there: where that is right, python -m corpus add FILE makes it", folder)
    return places


def bare(value: str | None) -> str:
    """A setting's value without blanks, marks of byte order and quotes around it."""
    found = (value or "").strip(_AROUND)
    if len(found) > 1 and found[0] in _QUOTES and found[0] == found[-1]:
        found = found[1:-1].strip(_AROUND)
    return found


def settings(environ: Mapping[str, str] | None = None, file: Path = HOME / ".env") -> dict[str, str | None]:
    """The settings of the environment, of the file for what it does not set; CorpusError where that cannot be read."""
    return {**settings_of(file), **(os.environ if environ is None else environ)}


def settings_of(file: Path) -> dict[str, str | None]:
    """What stands in the file, none where there is no file; CorpusError where it cannot be read."""
    if not file.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return dotenv_values(file, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file} is not UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise CorpusError(f"{file} cannot be read ({error.strerror}): let this user read it") from error


def _folder(values: Mapping[str, str | None], key: str) -> Path | None:
    stated = bare(values.get(key))
    if "\0" in stated or any("\ud800" <= character <= "\udfff" for character in stated):
        raise CorpusError(f"{key} is not a path: it is not UTF-8, or has a NUL character: write it again")
    try:
        return HOME / Path(stated).expanduser() if stated else None
    except RuntimeError as error:
        raise CorpusError(
            f"{key}={stated!r} names the home of a user that is not known: write the whole path"
        ) from error
