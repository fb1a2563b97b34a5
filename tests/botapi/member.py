"""A user's standing in a chat."""

from typing import Literal

from .json_type import Json
from .user import User

Status = Literal["creator", "administrator", "member", "left", "kicked"]

PRESENT: frozenset[Status] = frozenset({"creator", "administrator", "member"})
ADMINISTRATORS: frozenset[Status] = frozenset({"creator", "administrator"})

_ADMINISTRATOR_RIGHTS: Json = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
}

_DETAILS: dict[Status, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": _ADMINISTRATOR_RIGHTS,
    "kicked": {"until_date": 0},
}


def member_to_api(user: User, status: Status) -> Json:
    """The Bot API's ``ChatMember``; every administrator has the same rights."""
    return {"user": user.to_api(), "status": status} | _DETAILS.get(status, {})
