"""Items within a paragraph, and statements below a group of items that hold for all of these."""

import pytest

from corpus.parser import parse
from corpus.records import Document

Read = tuple[int, str, list[str], list[str], str | None]


def read(document: Document) -> list[Read]:
    return [
        (
            task.number,
            task.prose,
            [party.name for party in task.leads],
            [party.name for party in task.participants],
            task.deadline,
        )
        for task in document.tasks
    ]


CASES: list[tuple[str, list[Read]]] = [
    (
        "某市要点\n\n一、修路。1.修路3条；牵头：市交通局；配合：市财政局。\n二、种树。2.种树1万株；牵头：市林业局。3.浇水；牵头：市水务局。\n",
        [
            (1, "修路3条", ["市交通局"], ["市财政局"], None),
            (2, "种树1万株", ["市林业局"], [], None),
            (3, "浇水", ["市水务局"], [], None),
        ],
    ),
    (
        "会议纪要\n\n一、关于供水\n会议议定，（1）更换老旧管网15公里，由县水务局负责，县财政局配合，9月底前完工。"
        "（2）复核水价，由县发改局牵头，于8月15日前提出方案。（3）做好应急送水，县应急局负责，各乡镇配合。",
        [
            (1, "更换老旧管网15公里", ["县水务局"], ["县财政局"], "9月底前"),
            (2, "复核水价", ["县发改局"], [], "8月15日前"),
            (3, "做好应急送水", ["县应急局"], ["各乡镇"], None),
        ],
    ),
    (
        "某市清单\n\n一、卫生\n1. 修卫生院。（市财政局）\n2. 配急救车。\n3. 开展义诊。\n"
        "上述任务，第3项由市红十字会牵头，其余由市卫健委牵头，2025年底前完成。\n",
        [
            (1, "修卫生院。", ["市卫健委"], ["市财政局"], "2025年底前"),
            (2, "配急救车。", ["市卫健委"], [], "2025年底前"),
            (3, "开展义诊。", ["市红十字会"], [], "2025年底前"),
        ],
    ),
    (
        "某市清单\n\n一、任务\n● 1. 修路3条 —— 市交通局、市财政局\n● 2. 建桥2座。——〔市交通局牵头〕\n",
        [(1, "修路3条", [], ["市交通局", "市财政局"], None), (2, "建桥2座。", ["市交通局"], [], None)],
    ),
    (
        "某市要点\n\n一、任务。一是修路3条，由市交通局负责，6月底前完成；二是建桥2座，由市水务局负责，7月底前完成。\n",
        [(1, "修路3条", [], ["市交通局"], "6月底前"), (2, "建桥2座", [], ["市水务局"], "7月底前")],
    ),
    (
        "某市方案\n\n一、加强监管\n由市工商局承办，市质监局协办。目标：无证店全部取缔。措施：\n"
        "（一）由市工商局负责，市质监局、公安局配合，整治集市。\n（二）由市质监局牵头，会同市农业局，修订标准。\n"
        "二、加强宣传\n由市文化局承办，市教育局协办。\n（一）市教育局负责，团市委配合，开展校园宣传。\n",
        [
            (1, "加强监管。目标：无证店全部取缔。措施：", ["市工商局"], ["市质监局"], None),
            (1, "整治集市。", ["市工商局"], ["市质监局", "市公安局"], None),
            (1, "修订标准。", ["市质监局"], ["市农业局"], None),
            (2, "加强宣传", ["市文化局"], ["市教育局"], None),
            (2, "开展校园宣传。", ["市教育局"], ["团市委"], None),
        ],
    ),
    (
        "某市方案\n\n1.建田5万亩。\n市农业局是牵头单位，各区政府为配合单位。\n2.建平台。\n市质监局作为主要责任单位，市卫生局作为协办单位。\n"
        "3.健全机制。市财政局为第一责任单位，各区政府为责任主体。\n4.完善体系。一是配人员。市编办为责任单位。二是定制度。市法制办为责任单位，市司法局协办。\n",
        [
            (1, "建田5万亩。", ["市农业局"], ["各区政府"], None),
            (2, "建平台。", ["市质监局"], ["市卫生局"], None),
            (3, "健全机制。", ["市财政局"], ["各区政府"], None),
            (4, "配人员。", ["市编办"], [], None),
            (4, "定制度。", ["市法制办"], ["市司法局"], None),
        ],
    ),
    (
        "某市职责的通知\n\n各区人民政府：为做好血防工作，现将职责通知如下：市水利局：负责灭螺；负责治河。市林业局、市农业局：负责造林。\n"
        "市卫生局：\n负责查病。\n负责治病。\n",
        [
            (1, "负责灭螺；负责治河。", [], ["市水利局"], None),
            (2, "负责造林。", [], ["市林业局", "市农业局"], None),
            (3, "负责查病。负责治病。", [], ["市卫生局"], None),
        ],
    ),
    (
        "关于分工的通知\n\n排名第一的责任单位为牵头单位。一、工业1、新上项目20个。责任单位：市经委、发改委2、培育企业5家。责任单位：市经委"
        "二、环保3、关停小造纸3家。责任单位：市环保局、水务局\n",
        [
            (1, "新上项目20个。", ["市经委"], ["市发改委"], None),
            (2, "培育企业5家。", ["市经委"], [], None),
            (3, "关停小造纸3家。", ["市环保局"], ["市水务局"], None),
        ],
    ),
    (
        "某省分工\n\n（一）实施工程（常务副省长李强、省政府秘书长负责；省工信厅牵头，省发改委参与）。治理散煤（分管负责同志牵头，省环保厅负责）。\n",
        [
            (1, "实施工程", ["省工信厅"], ["省发改委"], None),
            (1, "治理散煤", ["省环保厅"], [], None),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_running_items_and_statements(text: str, expected: list[Read]) -> None:
    document = parse(text)
    assert read(document) == expected and not document.warnings


def test_several_tasks_read_as_one_are_warned_of() -> None:
    text = "某市要点\n\n一、任务。修路3条，由市交通局负责，6月底前完成；建桥2座，由市水务局负责，7月底前完成。\n"
    assert any(notice.message.startswith("several tasks may") for notice in parse(text).warnings)


def test_what_only_people_do_is_a_task_without_departments() -> None:
    document = parse("某省分工\n\n（一）推开改革（省长、常务副省长负责）。压缩时限（省长负责，省工商局牵头）。\n")
    assert read(document) == [(1, "推开改革", [], [], None), (1, "压缩时限", ["省工商局"], [], None)]
    assert "not understood in the bracket: 省长、常务副省长负责" in {notice.message for notice in document.warnings}


def test_a_title_above_a_blank_line_is_apart_however_short_the_words_below_are() -> None:
    document = parse("某市方案\n\n1. 建设教师周转房\n\n新建周转房80套。\n\n牵头单位：市住建局\n")
    assert [task.prose for task in document.tasks] == ["建设教师周转房\n新建周转房80套。"]


def test_labels_below_several_items_are_theirs_only_where_the_document_does_so_throughout() -> None:
    shared = (
        "某市方案\n\n一、修路\n1.修路3条。\n2.修桥2座。\n责任单位：市交通局牵头，市财政局配合\n\n"
        "二、种树\n3.种树1万株。\n4.浇水。\n5.除虫。\n责任单位：市林业局牵头\n"
    )
    tasks = parse(shared).tasks
    assert [[party.name for party in task.leads] for task in tasks] == [["市交通局"]] * 2 + [["市林业局"]] * 3
    assert [[party.name for party in task.participants] for task in tasks] == [["市财政局"]] * 2 + [[]] * 3
    once = shared.replace("1.修路3条。\n", "1.修路3条。\n责任单位：市交通局牵头\n")
    assert [bool(task.parties) for task in parse(once).tasks] == [True, True, False, False, True]


@pytest.mark.parametrize(
    ("listed", "limits"),
    [
        ("第1项、第2项于2023年6月底前完成；第3项长期坚持。", ["2023年6月底前", "2023年6月底前", "长期坚持"]),
        ("第1项至第3项均于9月底前完成。", ["9月底前"] * 3),
        ("第1项于6月底前完成；其他任务另行通知。", [None] * 3),
    ],
)
def test_a_list_of_time_limits_by_number(listed: str, limits: list[str | None]) -> None:
    tasks = "1.修路。（市交通局牵头）\n\n2.修桥。（市交通局牵头）\n\n3.种树。（市林业局牵头）"
    assert [task.deadline for task in parse(f"某市方案\n\n{tasks}\n\n{listed}\n").tasks] == limits


def test_decimals_are_numbers_below_a_numbered_title_and_figures_are_none() -> None:
    document = parse(
        "某市方案\n\n1 夯实底座\n1.1建设政务云。新增算力。（市数据局牵头）\n1.2 小微企业融资。投放\n"
        "1.5万元贷款。（市金融办牵头）"
        "\n2 提升服务\n2.1 建设机构。\n2.1.1 新建中心。（市民政局牵头）\n"
        "2.1.2 改造食堂。（市民政局牵头）\n2.2 培训。（市人社局牵头）\n"
    )
    assert [(task.id, task.prose) for task in document.tasks] == [
        ("1-1", "建设政务云。新增算力。"),
        ("1-2", "小微企业融资。投放1.5万元贷款。"),
        ("2-1-1", "新建中心。"),
        ("2-1-2", "改造食堂。"),
        ("2-2", "培训。"),
    ]
    assert [(section.number, section.title) for section in document.sections] == [
        (1, "夯实底座"),
        (2, "提升服务"),
        (1, "建设机构"),
    ]
