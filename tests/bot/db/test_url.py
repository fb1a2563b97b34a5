"""DATABASE_URL: every usual form means the same, and what is shown of it holds no part of a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db.url import WrongUrl, read_url
from corpus.locations import HOME


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgres://u:p@h/n", "postgresql://u:p@h/n"),
        ("postgresql+asyncpg://u:p@h:6432/n", "postgresql://u:p@h:6432/n"),
        ("postgresql+psycopg2://u:p@h/n/", "postgresql://u:p@h/n"),
        ("postgresql://u:p%40ss%2F%25@h/n", "postgresql://u:p%40ss%2F%25@h/n"),
        ("postgresql://u:p@ss/#?:@h/n", "postgresql://u:p%40ss%2F%23%3F%3A@h/n"),
        ("postgresql://u:100%@h/n", "postgresql://u:100%25@h/n"),
        ("postgresql://h/n", "postgresql://h/n"),
        ("postgresql://u@[::1]:5432/n", "postgresql://u:@[::1]:5432/n"),
        ("postgresql://u:p@h1:1,h2:2/n?target_session_attrs=primary",) * 2,
        ("postgresql://u:p@h/n?sslmode=require&channel_binding=require", "postgresql://u:p@h/n?sslmode=require"),
        ("postgresql://u:p@h/n?ssl=true", "postgresql://u:p@h/n?sslmode=require"),
        ("postgresql://h/n?user=u&password=p%40", "postgresql://u:p%40@h/n"),
        ("postgresql://u:@/n?host=/var/run/postgresql", "postgresql://u:@/n?host=%2Fvar%2Frun%2Fpostgresql"),
        ("sqlite+aiosqlite:///var/x.db", f"sqlite:///{HOME}/var/x.db"),
        ("sqlite:////srv/my file.db", "sqlite:////srv/my file.db"),
    ],
)
def test_the_forms_are_one(written: str, read: str) -> None:
    found = read_url(written)
    assert found.text == read and read_url(found.text) == found


def test_the_file_of_a_home() -> None:
    assert read_url("sqlite:///~/x.db").file == Path.home() / "x.db"
    # Found by tests/fuzz/guided.py: it ended with a traceback.
    with pytest.raises(WrongUrl, match="names the home of a user whom this machine does not know"):
        read_url("sqlite:///~nobody-of-that-name/x.db")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://u:secret@h:5432/n?sslmode=require", "postgresql://u:***@h:5432/n"),
        ("postgresql://u:sec@ret@h/n", "postgresql://u:***@h/n"),
        ("postgresql://h/n?user=u&password=secret", "postgresql://u:***@h/n"),
        # The host was forgotten: what stands where a port does is the password.
        ("postgresql://u:1234567/n", None),
        ("postgresql://u:12345/n", "postgresql://u/n"),
    ],
)
def test_what_is_shown_has_no_password(url: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(WrongUrl) as caught:
            read_url(url)
        assert "1234567" not in str(caught.value)
    else:
        assert str(read_url(url)) == name and "secret" not in repr(read_url(url))
