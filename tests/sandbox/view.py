"""The world as JSON for the page: the Bot API's own shapes, and what only a client knows."""

from tests.botapi import CallbackQuery, Chat, InlineAnswer, InlineQuery, Message, User, World
from tests.botapi.json_type import Json


def world_view(world: World, operators: frozenset[int]) -> Json:
    """Everything, as sent to a page that has just connected."""
    messages = [message_event(message) for message in _current(world)]
    return people_view(world, operators) | {"kind": "world", "messages": messages}


def people_view(world: World, operators: frozenset[int]) -> Json:
    """The accounts and chats without their messages, as sent when one of them has changed."""
    people = [_person(user) | {"operator": user.id in operators} for user in world.users.values() if not user.is_bot]
    bot = _person(world.bot.user) | {"privacy": world.bot.privacy, "texts": _texts(world)}
    return {
        "kind": "people",
        "bot": bot,
        "people": people,
        "chats": [_chat(world, chat) for chat in world.chats.values()],
    }


def message_event(message: Message) -> Json:
    """A version of a message; ``author`` is who wrote it, also where the chat is shown in their stead."""
    return {
        "kind": "message",
        "chat": message.chat.id,
        "author": message.sender.id,
        "id": message.id,
        "silent": message.silent,
        "message": message.to_api(),
    }


def event_view(kind: str, body: object) -> Json | None:
    """What the page is told of a change in the world; None for what it need not know."""
    if kind == "message" and isinstance(body, Message):
        return message_event(body)
    if kind == "deleted" and isinstance(body, Message):
        return {"kind": "deleted", "chat": body.chat.id, "id": body.id}
    if kind == "callback" and isinstance(body, CallbackQuery):
        return {"kind": "callback", "id": body.id, "answer": body.answer}
    if kind == "inline" and isinstance(body, InlineQuery) and body.answer is not None:
        return {"kind": "inline", "id": body.id, **_answer(body.answer)}
    if kind == "action" and isinstance(body, tuple):
        chat, action, thread = body
        return {"kind": "action", "chat": chat.id, "action": action, "thread": thread}
    return None


def _answer(answer: InlineAnswer) -> Json:
    results = [
        {
            "id": result.id,
            "title": result.title or (result.media.file.name if result.media else ""),
            "description": result.description,
            "thumb": result.media.sizes[0].file_id if result.media and result.media.sizes else None,
        }
        for result in answer.results
    ]
    return {"results": results, "next_offset": answer.next_offset, "button": answer.button}


def _current(world: World) -> list[Message]:
    """The messages as they are now, in the order in which they appeared."""
    return [message for chat in world.chats.values() for message in chat.messages.values()]


def _person(user: User) -> Json:
    return {"id": user.id, "name": user.first_name, "username": user.username, "language": user.language_code}


def _chat(world: World, chat: Chat) -> Json:
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "forum": chat.is_forum,
        "members": {str(user_id): status for user_id, status in chat.members.items()},
        "topics": [{"id": thread, "name": name} for thread, name in chat.topics.items()],
        "bot": chat.status(world.bot.user.id),
        "migrated_to": chat.migrated_to,
    }


def _texts(world: World) -> Json:
    """The bot's description by language code."""
    return {code: text for (kind, code), text in world.bot.texts.items() if kind == "description"}
