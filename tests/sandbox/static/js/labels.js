// The page's own words, in the language of whom one speaks as.

import { me } from "./store.js";

const WORDS = {
  zh: {
    you: "你现在是", choosePerson: "以谁的身份发言？", operator: "运维人员", language: "语言",
    creator: "群主", administrator: "管理员", member: "成员", left: "未加入", kicked: "已移出",
    bot: "机器人", typing: "正在输入…", uploading: "正在发送文件…", members: (n) => `${n} 位成员`, general: "综合",
    write: "输入消息", send: "发送", attach: "添加图片或文件", commands: "命令", start: "开始",
    blocked: "你已停用机器人", unblock: "恢复", blockBot: "停用机器人", addBot: "把机器人加进来", removeBot: "移出机器人",
    promoteBot: "设机器人为管理员", migrate: "升级为超级群", notIn: "机器人不在这个群里", moved: "本群已升级为超级群",
    reply: "回复", quote: "引用所选文字", edit: "编辑", remove: "删除", copy: "复制文字", edited: "已编辑", via: "经由",
    forwarded: "转发自", anonymous: "以匿名管理员身份发言", chooseChat: "发到哪个聊天？", chooseGroup: "加到哪个群？",
    close: "关闭", ok: "好", back: "返回", more: "更多", latest: "到最新消息", copied: "已复制", none: "没有结果", searching: "正在查找…",
    running: "机器人运行中", stopped: "机器人已停止", restart: "重启", sandbox: "这是沙盒：一切只在本机，不经过 Telegram。",
    lost: "与沙盒的连接已断开，正在重连…", empty: "还没有消息", pick: "选择一个聊天", welcome: "按“开始”和机器人对话。",
    joined: (names) => `${names} 加入了群组`, topic: (name) => `话题“${name}”已创建`, topicClosed: "话题已关闭",
    upgraded: "本群升级为超级群", photo: "图片", document: "文件", privacyOn: "隐私模式：开", privacyOff: "隐私模式：关",
    open: "打开链接？", you_: "你", tools: "工具", nextSend: "机器人下一次发送：", calls: "机器人最近的调用",
    fault_429: "429 稍后再试", fault_500: "500 服务器错误", fault_dropped: "断开，未执行", fault_lost: "已执行，应答丢失", fault_slow: "延迟 4 秒",
  },
  en: {
    you: "You are", choosePerson: "Who are you?", operator: "operator", language: "Language",
    creator: "owner", administrator: "admin", member: "member", left: "not a member", kicked: "removed",
    bot: "bot", typing: "typing…", uploading: "sending a file…", members: (n) => `${n} members`, general: "General",
    write: "Message", send: "Send", attach: "Add a picture or file", commands: "Commands", start: "Start",
    blocked: "You have blocked the bot", unblock: "Unblock", blockBot: "Block the bot", addBot: "Add the bot",
    removeBot: "Remove the bot", promoteBot: "Make the bot an admin", migrate: "Upgrade to a supergroup",
    notIn: "The bot is not in this group", moved: "This group has become a supergroup",
    reply: "Reply", quote: "Quote selection", edit: "Edit", remove: "Delete", copy: "Copy text", edited: "edited", via: "via",
    forwarded: "Forwarded from", anonymous: "Write as an anonymous admin", chooseChat: "Send to which chat?",
    chooseGroup: "Add to which group?", close: "Close", ok: "OK", back: "Back", more: "More", latest: "To the latest", copied: "Copied",
    none: "No results", searching: "Searching…", running: "The bot is running", stopped: "The bot has stopped", restart: "Restart",
    sandbox: "A sandbox: all of it stays on this machine, without Telegram.",
    lost: "The connection to the sandbox is lost; trying again…", empty: "No messages yet", pick: "Choose a chat",
    welcome: "Press Start to talk to the bot.", joined: (names) => `${names} joined the group`,
    topic: (name) => `Topic “${name}” was created`, topicClosed: "The topic was closed", upgraded: "This group became a supergroup",
    photo: "Picture", document: "File", privacyOn: "Privacy mode: on", privacyOff: "Privacy mode: off",
    open: "Open the link?", you_: "You", tools: "Tools", nextSend: "The bot's next send:", calls: "The bot's last calls",
    fault_429: "429, retry later", fault_500: "500, server error", fault_dropped: "cut off, not done", fault_lost: "done, answer lost",
    fault_slow: "4 s late",
  },
};

export function locale() {
  return (me()?.language || "").startsWith("zh") ? "zh" : "en";
}

export function label(key, ...values) {
  const found = WORDS[locale()][key] ?? key;
  return typeof found === "function" ? found(...values) : found;
}
