"""Who speaks or presses on Telegram, as a Call with what they and their chat have chosen."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Bot, CallbackQuery, Chat, Message, User
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType
from telegram.error import TelegramError

from bot.dialogue.call import Call
from bot.telegram.memory import NONE, Memory
from bot.telegram.question import is_reply_to

_CHINESE, _LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]")
# An English sentence that names an office in Chinese has more letters than so many for each character.
_LETTERS = 4
_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def speaker(bot: Bot, memory: Memory, message: Message, words: str = "", quoted: str = "") -> Call:
    """The call of a message."""
    thread = message.message_thread_id if message.is_topic_message else None
    call = await _call(bot, memory, message.chat, message.from_user, message.sender_chat, thread, words, quoted)
    texts = message.parse_entities([MessageEntityType.TEXT_MENTION])
    mentioned = tuple((said.strip(), entity.user.id) for entity, said in texts.items() if entity.user)
    call = replace(call, message_id=message.message_id, mentioned=mentioned)
    replied = message.reply_to_message
    return replace(call, replied=replied.message_id) if replied and is_reply_to(message, bot) else call


async def presser(bot: Bot, memory: Memory, query: CallbackQuery, words: str) -> Call:
    """The call of a pressed button; one below an inline message belongs to no chat that the bot knows."""
    message = query.message
    if not isinstance(message, Message):
        return await _call(bot, memory, message.chat if message else None, query.from_user, None, None, words)
    thread = message.message_thread_id if message.is_topic_message else None
    shown = message.text or message.caption or ""
    return await _call(bot, memory, message.chat, query.from_user, None, thread, words, shown=shown)


async def person(bot: Bot, memory: Memory, user: User, words: str) -> Call:
    """The call of a person who writes wherever they are, as inline."""
    return await _call(bot, memory, None, user, None, None, words)


async def newcomer(bot: Bot, memory: Memory, chat: Chat, user: User) -> Call:
    """The call of the person who brings the bot into a group, in the language that the group chose before, else in theirs."""
    call = await _call(bot, memory, chat, user, None, None, "")
    chosen = (await memory.preferences(chat.id)).lang
    return replace(call, chosen=chosen, lang=chosen or client_language(user))


async def _call(
    bot: Bot,
    memory: Memory,
    chat: Chat | None,
    user: User | None,
    sender: Chat | None,
    thread_id: int | None,
    words: str,
    quoted: str = "",
    shown: str = "",
) -> Call:
    user_id = sender.id if sender else user.id if user else 0
    chat_id = chat.id if chat else user_id
    private = chat is None or chat.type == ChatType.PRIVATE
    own = await memory.preferences(user_id) if user_id else NONE
    shared = own if private else await memory.preferences(chat_id)
    # What everybody sees stays in the group's language, or in its own, whoever presses below it.
    everybodys = bool(shown) and not private
    chosen = shared.lang if everybodys else own.lang or shared.lang
    written = _written(shown) if everybodys else ""

    async def may_change() -> bool:
        return private or await administers(bot, chat_id, user_id)

    own_lang = own.lang or shared.lang or _language(user, words if sender or not shown else shown)
    return Call(
        words=words,
        chat_id=chat_id,
        user_id=user_id,
        lang=chosen or written or own_lang,
        own_lang=own_lang,
        thread_id=thread_id or 0,
        private=private,
        name=user.first_name if user else "",
        username=(user.username or "") if user else "",
        chosen=chosen,
        department=own.department,
        plan=shared.plan,
        quoted=quoted,
        shown=shown,
        may_change=may_change,
    )


async def administers(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether the person is an administrator of the group now; one who writes as the group itself is."""
    if user_id == chat_id:
        return True
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return False
    return member.status in _ADMINISTRATORS


def _language(user: User | None, words: str) -> str:
    """The language of the person's Telegram; of what they write, or press below, where it does not say its own.

    Behind an anonymous administrator stands a person of Telegram's own, without a language.
    """
    if user is not None and not user.language_code and (written := _written(words)):
        return written
    return client_language(user)


def _written(words: str) -> str:
    """The language that words are in; empty where they have no letters."""
    chinese, latin = len(_CHINESE.findall(words)), len(_LATIN.findall(words))
    return ("zh" if chinese * _LETTERS >= latin else "en") if chinese or latin else ""


def client_language(user: User | None) -> str:
    """The language of the person's Telegram, as far as there are texts in it."""
    return "zh" if user and (user.language_code or "").lower().startswith("zh") else "en"
