"""The settings: documented one by one, read from the environment over .env, each wrong one named, no secret shown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.config import BotError, Settings, WrongSettings, load_settings, unknown_settings
from corpus.locations import HOME

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456789:AAE-secret_secret_secret"
NOWHERE = Path("nowhere.env")


def test_the_example_names_every_setting_and_no_other() -> None:
    assert list(dotenv_values(EXAMPLE)) == [field.name.upper() for field in dataclasses.fields(Settings)]


def test_the_example_gives_the_defaults() -> None:
    assert load_settings({}, EXAMPLE) == load_settings({}, NOWHERE) == Settings()


def test_every_setting_is_explained_in_the_example() -> None:
    for paragraph in EXAMPLE.read_text("utf-8").strip().split("\n\n"):
        assert paragraph.startswith("#"), paragraph


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("TELEGRAM_BOT_TOKEN", TOKEN, TOKEN),
        ("TELEGRAM_BASE_URL", "http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
        ("TELEGRAM_BASE_FILE_URL", "https://files.example/bot", "https://files.example/bot"),
        ("EMBEDDING_MODEL", "intfloat/multilingual-e5-base", "intfloat/multilingual-e5-base"),
        ("PLANS_DIR", "/srv/plans", Path("/srv/plans")),
        ("DEFAULT_PLAN", "linhe-2022", "linhe-2022"),
        ("DATABASE_URL", "postgresql://fengong:secret@db/fengong", "postgresql://fengong:secret@db/fengong"),
        ("DATABASE_URL", "postgresql://fengong:s%40cret@db:5432/fengong?sslmode=require", None),
        ("ALLOWED_CHATS", "1, -100200300,3", frozenset({1, -100200300, 3})),
        ("ADMIN_IDS", "１，－100200300、3；４", frozenset({1, -100200300, 3, 4})),
        ("HTTPS_PROXY", "socks5://ann:secret@proxy.example:1080", None),
        ("NO_PROXY", ".example.org, 10.0.0.0/8", None),
        ("WEBHOOK_LISTEN", "[::1]:9000", ("::1", 9000)),
        ("WEB_HOST", "::1", "::1"),
        ("WEB_PORT", "9001", 9001),
        ("WEB_URL", "https://plans.example/", "https://plans.example/"),
        ("LOG_LEVEL", "debug", "DEBUG"),
    ],
)
def test_each_setting_from_the_environment_and_from_a_file(
    key: str, value: str, expected: object, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text(f'{key}="{value}"\n', "utf-8")
    for settings in (load_settings({key: f" {value} "}, NOWHERE), load_settings({}, file)):
        assert getattr(settings, key.lower()) == (value if expected is None else expected)
        assert dataclasses.replace(settings, **{key.lower(): getattr(Settings(), key.lower())}) == Settings()


def test_added_plans_lie_with_what_is_generated_unless_told_otherwise() -> None:
    settings = load_settings({"VAR_DIR": "/srv/var"}, NOWHERE)
    assert (settings.var_dir, settings.plans_dir) == (Path("/srv/var"), Path("/srv/var/plans"))
    settings = load_settings({"VAR_DIR": "/srv/var", "PLANS_DIR": "/srv/plans"}, NOWHERE)
    assert (settings.var_dir, settings.plans_dir) == (Path("/srv/var"), Path("/srv/plans"))


def test_the_environment_takes_precedence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("LOG_LEVEL=ERROR\nVAR_DIR=/file\n", "utf-8")
    settings = load_settings({"LOG_LEVEL": "WARNING"}, file)
    assert (settings.log_level, settings.var_dir) == ("WARNING", Path("/file"))


def test_an_empty_value_is_the_default() -> None:
    empty = {field.name.upper(): " " for field in dataclasses.fields(Settings)}
    assert load_settings(empty, NOWHERE) == Settings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "hello"),
        ("TELEGRAM_BOT_TOKEN", TOKEN + " more"),
        ("TELEGRAM_BASE_URL", "api.telegram.org/bot"),
        ("TELEGRAM_BASE_FILE_URL", "ftp://files.example"),
        ("DATABASE_URL", "mysql://fengong:secret@db/fengong"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://fengong:secret"),
        ("DATABASE_URL", "postgresql://fengong:sec/ret@secret:host/fengong"),
        ("DATABASE_URL", "postgresql://fengong:secret@db:port/fengong"),
        ("DATABASE_URL", "postgresql://fengong:secret@db:99999/fengong"),
        ("DATABASE_URL", "postgresql://fengong:secret@[::1/fengong"),
        ("DATABASE_URL", "postgresql://fengong:secret@db/fengong?secret=1"),
        ("DATABASE_URL", "postgresql://fengong:secret@db/fengong?sslmode=secret"),
        ("DATABASE_URL", "postgresql://fengong:secret%00@db/fengong"),
        ("DATABASE_URL", "jdbc:postgresql://db/fengong?password=secret"),
        ("DATABASE_URL", "sqlite://secret.db"),
        ("DATABASE_URL", "sqlite:///secret.db?mode=ro"),
        ("DATABASE_URL", "secret"),
        ("HTTPS_PROXY", "ftp://ann:secret@proxy"),
        ("HTTPS_PROXY", "http://ann:secret@"),
        ("ALL_PROXY", "socks5://ann:secret@proxy:port"),
        ("TELEGRAM_BASE_URL", "ftp://ann:secret@files.example"),
        ("ALLOWED_CHATS", "1, @channel"),
        ("ADMIN_IDS", "1, @operator"),
        ("WEBHOOK_LISTEN", "8080"),
        ("WEBHOOK_LISTEN", "127.0.0.1:http"),
        ("WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("WEB_PORT", "http"),
        ("WEB_PORT", "70000"),
        ("WEB_URL", "http://plans.example/"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: str) -> None:
    with pytest.raises(BotError) as caught:
        load_settings({key: value}, NOWHERE)
    message = str(caught.value)
    assert message.startswith(key) and "\n" not in message and "secret" not in message


def test_all_wrong_settings_are_told_at_once() -> None:
    wrong = {"LOG_LEVEL": "LOUD", "WEB_PORT": "http", "WEBHOOK_URL": "https://bot.example/hook", "READER_MODEL": "x"}
    with pytest.raises(WrongSettings) as caught:
        load_settings({**wrong, "VAR_DIR": "~nobody-of-that-name/var", "LOG_IDS": "yes"}, NOWHERE)
    named = [said.partition("=")[0].partition(" ")[0] for said in caught.value.each]
    assert named == ["WEB_PORT", "LOG_LEVEL", "VAR_DIR", "READER_URL", "WEBHOOK_SECRET"]
    assert str(caught.value) == caught.value.each[0]


def test_relative_paths_begin_in_the_folder_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"PLANS_DIR": "shared", "DATABASE_URL": "sqlite:///bot.db"}, NOWHERE)
    assert (settings.var_dir, settings.plans_dir) == (HOME / "var", HOME / "shared")
    assert settings.database == f"sqlite:///{HOME / 'bot.db'}"
    assert EXAMPLE.parent == HOME


def test_the_database_is_a_file_among_the_generated_ones_by_default(tmp_path: Path) -> None:
    assert load_settings({"VAR_DIR": str(tmp_path)}, NOWHERE).database == f"sqlite:///{tmp_path}/fengong.db"
    assert load_settings({"DATABASE_URL": "sqlite:///x.db"}, NOWHERE).database == f"sqlite:///{HOME}/x.db"


@pytest.mark.parametrize(
    "secret", ["", "short", "x" * 257, "secret with blanks in it", "秘密秘密秘密秘密秘密秘密秘密秘密"]
)
def test_a_webhook_needs_a_good_secret(secret: str) -> None:
    settings = {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": secret}
    with pytest.raises(BotError, match=r"^WEBHOOK_SECRET is needed with WEBHOOK_URL") as caught:
        load_settings(settings, NOWHERE)
    assert not secret or secret not in str(caught.value)
    good = load_settings({**settings, "WEBHOOK_SECRET": "abcdefgh-ABCDEFGH_0123"}, NOWHERE)
    assert (good.webhook_url, good.webhook_secret) == ("https://bot.example/hook", "abcdefgh-ABCDEFGH_0123")
    assert "abcdefgh" not in repr(good)


def test_secrets_do_not_show() -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": "postgres://a:secret@b/c"}, NOWHERE)
    assert settings.telegram_bot_token == TOKEN
    assert "secret" not in repr(settings) and "secret" not in str(settings)
    with pytest.raises(BotError) as caught:
        load_settings({"TELEGRAM_BOT_TOKEN": TOKEN.replace(":", ";")}, NOWHERE)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "BOM"])
def test_a_file_as_editors_leave_it(end: str, mark: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = ["TELEGRAM_BOT_TOKEN='" + TOKEN + "'", "ADMIN_IDS=1，2", 'VAR_DIR="/srv/var"', "LOG_LEVEL=debug", ""]
    file.write_bytes((mark + end.join(lines)).encode())
    settings = load_settings({}, file)
    assert (settings.telegram_bot_token, settings.admin_ids) == (TOKEN, frozenset({1, 2}))
    assert (settings.var_dir, settings.log_level) == (Path("/srv/var"), "DEBUG")


def test_values_as_containers_hand_them_on() -> None:
    """`docker --env-file` keeps the quotes and the CR of a file's lines."""
    settings = load_settings({"TELEGRAM_BOT_TOKEN": f'"{TOKEN}"\r', "VAR_DIR": "'/srv/var'\r"}, NOWHERE)
    assert (settings.telegram_bot_token, settings.var_dir) == (TOKEN, Path("/srv/var"))


def test_a_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("VAR_DIR=甲".encode("utf-16"))
    with pytest.raises(BotError, match=r"\.env is not UTF-8: save it as UTF-8"):
        load_settings({}, file)


@pytest.mark.parametrize("key", ["VAR_DIR", "PLANS_DIR"])
def test_a_path_that_cannot_be_is_named(key: str) -> None:
    with pytest.raises(BotError, match=f"^{key}"):
        load_settings({key: "~nobody-of-that-name/var"}, NOWHERE)
    with pytest.raises(BotError, match=f"^{key}"):
        load_settings({key: "a\0b"}, NOWHERE)


def test_the_home_of_nobody_is_no_traceback() -> None:
    with pytest.raises(BotError, match=r"^DATABASE_URL names the home of a user"):
        load_settings({"DATABASE_URL": "sqlite:///~nobody-of-that-name/x.db"}, NOWHERE)


def test_the_proxy_is_read_as_other_programs_do() -> None:
    settings = load_settings({"https_proxy": "proxy:3128", "HTTPS_PROXY": "http://other:1"}, NOWHERE)
    assert settings.proxies.to("https://api.telegram.org/bot") == "http://proxy:3128"


@pytest.mark.parametrize(
    ("environ", "file", "told"),
    [
        ({}, f"TELEGRAM_BOT_TOKN={TOKEN}", "TELEGRAM_BOT_TOKN (TELEGRAM_BOT_TOKEN?)"),
        ({}, "BOT_TOKEN=x\nINDEX_DIRR=var\nVAR_DIR=var", "BOT_TOKEN (TELEGRAM_BOT_TOKEN?), INDEX_DIRR"),
        ({}, "log_level=DEBUG\nhttps_proxy=http://p:1", "log_level (LOG_LEVEL?)"),
        (
            {"ADMIN_ID": "1", "PATH": "/bin", "FTP_PROXY": "http://p:1", "http_proxy": "x", "INDEX_DIRR": "x"},
            "",
            "ADMIN_ID (ADMIN_IDS?)",
        ),
        ({"LOG_LEVEL": "DEBUG"}, "LOG_LEVEL=INFO\nVAR_DIR=", ""),
        # What may be a secret without its name is not repeated.
        ({}, f"{TOKEN}\nhunter2\ns3cret!=1", ""),
    ],
    ids=["a slip", "every name of the file", "small letters", "the environment", "none", "no secrets"],
)
def test_names_that_are_no_settings_are_told(environ: dict[str, str], file: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(file + "\n", "utf-8")
    said = unknown_settings(environ, path)
    assert said == (f"these are no settings and change nothing: {told}" if told else "")


def test_a_file_that_cannot_be_read_is_for_load_settings_to_tell(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("VAR_DIRR=甲".encode("utf-16"))
    assert unknown_settings({}, file) == ""
