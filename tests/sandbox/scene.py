"""Who and what a fresh sandbox holds."""

from dataclasses import dataclass

from tests.botapi import Chat, User, World

TOPICS = ("外贸与口岸", "人才与科技")


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast: ``newcomer`` is who the page begins as, ``operator`` whom the bot obeys (``ADMIN_IDS``)."""

    world: World
    newcomer: User
    owner: User
    administrator: User
    visitor: User
    operator: User
    group: Chat
    forum: Chat
    empty: Chat


def new_scene() -> Scene:
    """A private chat for everyone, a group with an administrator, a forum, and a group that the bot is not in."""
    world = World(username="fengong_bot", name="分工方案助手")
    newcomer, owner, administrator = (
        world.add_user(name, username=username, language_code="zh-hans")
        for name, username in (("李明", "li_ming"), ("王芳", "wang_fang"), ("巴特尔", "bater"))
    )
    visitor = world.add_user("Anna", username="anna", language_code="en")
    operator = world.add_user("小赵", username="xiao_zhao", language_code="zh-hans")
    everyone = (newcomer, owner, administrator, visitor, operator)
    for user in everyone:
        world.add_private_chat(user, started=False)
    group = world.add_supergroup("任务推进工作群", owner, members=[newcomer, visitor], administrators=[administrator])
    forum = world.add_supergroup("分工方案论坛", owner, members=[newcomer, administrator, visitor], is_forum=True)
    for topic in TOPICS:
        world.add_topic(forum, topic, owner)
    empty = world.add_group("新建的群", newcomer, members=[owner, visitor], with_bot=False)
    # What came before the bot's first start is no news to it.
    world.updates.clear()
    return Scene(world, newcomer, owner, administrator, visitor, operator, group, forum, empty)
