"""A plan whose table has columns beside the tasks, the departments and the time limit."""

from __future__ import annotations

from corpus.library import plan_of
from corpus.records import Plan

HEADS = ("任务来源", "分管领导", "责任人", "备注")
# Who leads, who takes part, and the cells of the further columns, - where one is empty.
ROWS = (
    ("整修灌溉渠道30公里", "市水利局", "市财政局", "6月底前", "《政府工作报告》", "李明副市长", "王 强", "-"),
    (
        "新建高标准农田5万亩",
        "市农业农村局",
        "市财政局、市水利局",
        "9月底前",
        "青政发〔2025〕7号文件",
        "李明副市长",
        "赵芳",
        "-",
    ),
    ("推广节水灌溉技术", "市农业农村局", "市科技局", "全年", "《政府工作报告》", "张华副市长", "赵芳", "续建"),
    ("举办农民丰收节", "市文旅局", "市农业农村局", "10月底前", "市政府第17次常务会议", "张华副市长", "孙丽", "-"),
    ("建设村级图书室20个", "市文旅局", "市财政局", "11月底前", "青政发〔2025〕57号文件", "-", "孙丽", "新增"),
)


def plan_with_details(id: str = "details") -> Plan:
    """The plan, with each row of its table a line."""
    head = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限", *HEADS)
    rows = [(str(number), *("" if cell == "-" else cell for cell in row)) for number, row in enumerate(ROWS, 1)]
    table = "\n".join("\t".join(row) for row in (head, *rows))
    return plan_of(id, f"青溪市2025年农业农村重点任务分解表\n\n{table}\n", id)
