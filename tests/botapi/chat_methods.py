"""Methods about chats and their members."""

from .error import bad_request
from .json_type import Json
from .member import ADMINISTRATORS, PRESENT, member_to_api
from .method import Method
from .parameter import chat_id, integer, string
from .sending import require_thread
from .world import World

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def _get_chat(world: World, *, chat_id: int | str) -> Json:
    return world.chat_for_reading(chat_id).to_full_api()


async def _get_chat_member(world: World, *, chat_id: int | str, user_id: int) -> Json:
    chat = world.chat_for_reading(chat_id)
    user = world.users.get(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_to_api(user, chat.status(user_id))


async def _get_chat_administrators(world: World, *, chat_id: int | str) -> list[Json]:
    chat = world.chat_for_reading(chat_id)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    standing = [(world.users[user_id], status) for user_id, status in chat.members.items() if status in ADMINISTRATORS]
    # Telegram leaves out other bots; the bot itself is shown.
    return [member_to_api(user, status) for user, status in standing if not user.is_bot or user == world.bot.user]


async def _get_chat_member_count(world: World, *, chat_id: int | str) -> int:
    return sum(status in PRESENT for status in world.chat_for_reading(chat_id).members.values())


async def _send_chat_action(
    world: World, *, chat_id: int | str, action: str, message_thread_id: int | None = None
) -> bool:
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = world.chat_for_writing(chat_id)
    require_thread(world, chat, message_thread_id)
    world.emit("action", (chat, action, message_thread_id))
    return True


async def _leave_chat(world: World, *, chat_id: int | str) -> bool:
    chat = world.chat_for_writing(chat_id)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.set_status(chat, world.bot.user, "left")
    return True


CHAT_METHODS = {
    "getChat": Method(_get_chat, required={"chat_id": chat_id}),
    "getChatMember": Method(_get_chat_member, required={"chat_id": chat_id, "user_id": integer}),
    "getChatAdministrators": Method(_get_chat_administrators, required={"chat_id": chat_id}),
    "getChatMemberCount": Method(_get_chat_member_count, required={"chat_id": chat_id}),
    "sendChatAction": Method(
        _send_chat_action,
        required={"chat_id": chat_id, "action": string},
        optional={"message_thread_id": integer},
    ),
    "leaveChat": Method(_leave_chat, required={"chat_id": chat_id}),
}
