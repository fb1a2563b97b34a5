"""Photos, documents and the files behind them."""

import io

import pytest
from PIL import Image
from telegram import Bot, InputMediaDocument, InputMediaPhoto

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Json, Raw, keyboard

NOT_FOUND = "Bad Request: wrong file identifier/HTTP URL specified"


def png(width: int, height: int, color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


async def download(raw: Raw, file_id: str) -> bytes:
    path = (await raw.result("getFile", file_id=file_id))["file_path"]
    response = await raw.client.get(raw.base_url.replace("/bot", "/file/bot") + f"{raw.token}/{path}")
    assert response.status_code == 200
    return response.content


async def test_a_photo_is_sent_in_sizes(bot: Bot, raw: Raw, world: World, private: Chat) -> None:
    sent = await bot.send_photo(private.id, png(5120, 1280), caption="<b>a</b> b", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 22),
        (320, 80),
        (800, 200),
        (1280, 320),
        (2560, 640),
    ]
    assert (sent.caption, sent.text, sent.caption_entities[0].type) == ("a b", None, "bold")
    assert Image.open(io.BytesIO(await download(raw, sent.photo[-1].file_id))).size == (2560, 640)
    stored = await world.wait_for_message(private)
    assert stored.media is not None and stored.media.file.content == png(5120, 1280)
    assert stored.text == "a b"


async def test_a_small_photo_keeps_its_size_and_is_sent_again_by_id(bot: Bot, private: Chat) -> None:
    sent = await bot.send_photo(private.id, png(100, 40))
    assert [(size.width, size.height) for size in sent.photo] == [(90, 36), (100, 40)]
    again = await bot.send_photo(private.id, sent.photo[-1].file_id)
    assert again.photo == sent.photo


async def test_a_document_is_sent_and_fetched(bot: Bot, raw: Raw, private: Chat) -> None:
    sent = await bot.send_document(private.id, b"cells", filename="任务清单.xlsx", caption="清单")
    document = sent.document
    assert document is not None
    assert (document.file_name, document.file_size) == ("任务清单.xlsx", 5)
    assert document.mime_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert await download(raw, document.file_id) == b"cells"
    assert await bot.send_document(private.id, document.file_id)


@pytest.mark.parametrize(
    ("method", "name", "content", "reason"),
    [
        ("sendPhoto", "photo", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", "photo", b"", "file must be non-empty"),
        ("sendPhoto", "photo", png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", "photo", png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", "photo", b"x" * (10 * 1024 * 1024 + 1), "file is too big for a photo; the maximum size is 10485760 bytes"),
        ("sendDocument", "document", b"", "file must be non-empty"),
        ("sendDocument", "document", b"x" * (50 * 1024 * 1024 + 1), "file is too big"),
    ],
    ids=["no picture", "empty", "large", "long", "heavy", "empty document", "heavy document"],
)  # fmt: skip
async def test_a_file_is_refused(raw: Raw, private: Chat, method: str, name: str, content: bytes, reason: str) -> None:
    response = await raw.client.post(raw.url(method), data={"chat_id": private.id}, files={name: ("f.png", content)})
    assert Raw.read(response) == (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"})
    assert private.messages == {}


async def test_a_caption_has_1024_units(raw: Raw, bot: Bot, private: Chat) -> None:
    sent = await bot.send_photo(private.id, png(9, 9), caption="&lt;" * 1024, parse_mode="HTML")
    photo = sent.photo[-1].file_id
    refusal = await raw.refused("sendPhoto", chat_id=private.id, photo=photo, caption="x" * 1025)
    assert refusal == (400, "Bad Request: message caption is too long")
    refusal = await raw.refused("sendPhoto", chat_id=private.id, photo=photo, caption="<i>x", parse_mode="HTML")
    assert refusal[1].startswith("Bad Request: can't parse entities")


async def test_a_file_id_has_a_kind(raw: Raw, bot: Bot, private: Chat) -> None:
    sent = await bot.send_photo(private.id, png(9, 9))
    refusal = await raw.refused("sendDocument", chat_id=private.id, document=sent.photo[-1].file_id)
    assert refusal == (400, "Bad Request: type of file mismatch")
    assert await raw.refused("sendPhoto", chat_id=private.id, photo="AgAC") == (400, NOT_FOUND)
    assert await raw.refused("sendPhoto", chat_id=private.id, photo="https://example.org/x.png") == (400, NOT_FOUND)
    refusal = await raw.refused("getFile", file_id="x")
    assert refusal == (400, "Bad Request: wrong file_id or the file is temporarily unavailable")


async def test_a_file_needs_the_token(raw: Raw, bot: Bot, private: Chat) -> None:
    sent = await bot.send_document(private.id, b"x", filename="a.txt")
    assert sent.document is not None
    path = (await raw.result("getFile", file_id=sent.document.file_id))["file_path"]
    address = raw.base_url.replace("/bot", "/file/bot")
    assert (await raw.client.get(f"{address}7000000001:wrong/{path}")).status_code == 401
    assert (await raw.client.get(f"{address}{raw.token}/nothing")).status_code == 404


async def test_media_are_edited_in_place(bot: Bot, raw: Raw, world: World, private: Chat) -> None:
    await bot.send_photo(private.id, png(20, 10), caption="one")
    edited = await bot.edit_message_media(InputMediaPhoto(png(30, 10, "blue"), caption="two"), private.id, 1)
    assert not isinstance(edited, bool)
    assert (edited.photo[-1].width, edited.caption) == (30, "two")
    edited = await bot.edit_message_caption(private.id, 1, caption="<i>three</i>", parse_mode="HTML")
    assert not isinstance(edited, bool) and edited.caption == "three"
    edited = await bot.edit_message_media(InputMediaDocument(b"x", filename="a.txt"), private.id, 1)
    assert not isinstance(edited, bool) and edited.document is not None and edited.photo == ()
    refusal = await raw.refused("editMessageText", chat_id=private.id, message_id=1, text="x")
    assert refusal == (400, "Bad Request: there is no text in the message to edit")
    await bot.send_message(private.id, "words")
    refusal = await raw.refused("editMessageCaption", chat_id=private.id, message_id=2, caption="x")
    assert refusal == (400, "Bad Request: there is no caption in the message to edit")
    media = {"type": "photo", "media": "attach://missing"}
    refusal = await raw.refused("editMessageMedia", chat_id=private.id, message_id=2, media=media)
    assert refusal == (400, 'Bad Request: file "missing" to be attached not found in the request')


async def test_a_photo_may_have_buttons(raw: Raw, world: World, private: Chat) -> None:
    data = {"chat_id": str(private.id), "reply_markup": '{"inline_keyboard": [[{"text": "A", "callback_data": "d"}]]}'}
    response = await raw.client.post(raw.url("sendPhoto"), data=data, files={"photo": ("a.png", png(9, 9))})
    assert response.json()["result"]["reply_markup"] == keyboard(1)
    world.user_presses(private.messages[1], "d")
    assert "photo" in (await raw.updates())[0]["callback_query"]["message"]


async def test_people_send_files_too(raw: Raw, world: World, private: Chat, group: Chat, ann: User) -> None:
    world.user_sends(private, ann, "photo", png(9, 9), caption="第12条")
    world.user_sends(group, ann, "document", b"x", name="a.pdf", caption="nothing for the bot")
    world.user_sends(group, ann, "document", b"x", name="a.pdf", caption="@sandbox_bot 第12条")
    private_message, group_message = (update["message"] for update in await raw.updates())
    assert (private_message["caption"], len(private_message["photo"])) == ("第12条", 1)
    assert group_message["document"]["file_name"] == "a.pdf"
    assert group_message["caption_entities"] == [{"type": "mention", "offset": 0, "length": 12}]
    with pytest.raises(ValueError, match="IMAGE_PROCESS_FAILED"):
        world.user_sends(private, ann, "photo", b"x")


@pytest.mark.parametrize("parameters", [{"photo": 5}, {}, {"photo": "x", "has_spoiler": 2}])
async def test_parameters_are_checked(raw: Raw, private: Chat, parameters: Json) -> None:
    assert (await raw("sendPhoto", chat_id=private.id, **parameters))[0] == 400
