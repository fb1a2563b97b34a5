"""What documents say outside their tasks: which sentences, what each is, below which heading it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.parser import parse
from corpus.records import Document, Position

HERE = Path(__file__).parent
PLANS = sorted([*(HERE / "plans").glob("*/text.txt"), *(HERE / "documents" / "whole").glob("*/text.txt")])


def plan(name: str) -> Document:
    path = next(path for path in PLANS if path.parent.name == name)
    return parse(path.read_text("utf-8"))


def said(document: Document) -> list[tuple[str, str, str]]:
    return [
        (str(one.position), one.heading.of(document.text) if one.heading else "", one.span.of(document.text))
        for one in document.matter
    ]


def test_a_notice_its_requirements_and_what_stands_below_them() -> None:
    found = said(plan("aershan-league-2012"))
    assert found[1] == ("number", "", "阿署办发〔２０１２〕４３号")
    assert found[2][0] == "title"
    assert found[2][2].split("\n")[1] == "食品安全专项整治任务分工的通知"
    assert ("recipients", "", "各旗县市人民政府，经济开发区管委会，盟直各有关部门：") in found
    assert (
        "before",
        "总体要求",
        "整治工作由盟食品安全委员会统一领导，盟食安办（设在盟卫生局）负责日常工作。",
    ) in found
    assert (
        "after",
        "工作要求",
        "（二）强化宣传。盟委宣传部、盟文体局要利用乌兰牧骑演出开展宣传，盟电视台开设专栏。",
    ) in found
    assert [one[:2] for one in found[-4:]] == [("after", ""), ("after", ""), ("imprint", ""), ("after", "")]
    assert found[-3][2] == "抄送：盟委办公室，盟人大工委，盟政协工委。"
    assert found[-1][2] == "（共印１５０份）"


def test_notes_below_a_table_stand_below_their_label_and_the_contact_does_not() -> None:
    found = said(plan("hechuan-pipelines-2024"))
    assert found[0][2] == "禾川市人民政府办公室\n关于印发《禾川市2024年城市地下管线安全提升重点工作责任分解表》的通知"
    signature = next(one for one in found if one[0] == "signature")
    assert signature[2].split() == ["禾川市人民政府办公室", "2024年2月6日"]
    assert [one[1:] for one in found if one[2].startswith(("2.", "3."))] == [
        ("说明", "2.各部分序号单独编排；表中完成时间除另有说明外均指2024年。"),
        ("说明", "3.禾川经济技术开发区管委会参照各县（市、区）政府执行。"),
    ]
    assert ("after", "", "联系人：市政府办公室城建科　　电话：0000-8260117") in found
    assert not any("序号" in one[2] and "牵头部门" in one[2] for one in found), "the head of a table"


def test_a_short_line_above_sentences_is_their_heading() -> None:
    found = said(plan("lingping-wildlife-2025"))
    assert [one[1] for one in found[-4:]] == ["附则", "附则", "附则", ""]
    assert found[-2][2] == "3. 报案电话：0000-6119995。"
    assert found[-1][2] == "抄送：县委办公室，县人大常委会办公室，县政协办公室，县生态环境分局。"


def test_rows_of_figures_stand_below_their_head_and_bare_annexes_say_nothing() -> None:
    found = said(plan("muzhou-funeral-2022"))
    assert ("after", "县（区）\t树葬、花坛葬（例）\t骨灰撒海（例）", "临湾县\t620\t180") in found
    assert "附件" not in [one[2] for one in found]


def test_what_stands_in_the_cells_of_a_table_of_tasks_is_no_sentence() -> None:
    found = said(plan("lingjiang-province-2024"))
    assert ("after", "备注", "2.“牵头单位”列有两个单位的，共同牵头。") in found
    assert not any(one[2] in ("/", "2024年6月底", "具体举措", "长期坚持") for one in found)


def test_statements_that_hold_for_the_tasks_above_are_the_tasks() -> None:
    found = said(plan("guidedog-central-2025"))
    assert not any(one[2].startswith("以上任务") for one in found)
    assert ("after", "工作要求", "各省（区、市）要在2026年1月底前制定落实措施。") in found


def test_a_sentence_before_the_tasks_of_its_paragraph_is_said() -> None:
    found = [one for one in said(plan("yunxiu-minutes-2024")) if one[0] == "among"]
    assert (
        "among",
        "关于人工繁育和菌旅融合",
        "会议同意县农业农村局提出的“野生保育、人工补充、适度体验”思路。",
    ) in found
    assert not any("会议议定" in one[2] for one in found)


def test_a_footnote_is_said_and_what_a_page_puts_there_is_not() -> None:
    text = (
        "某市重点任务分工方案\n\n当前位置：首页 > 文件\n\n"
        "1.新建“口袋公园”①20个。（市城管局牵头，市财政局配合）\n\n2.改造厕所。（市城管局牵头）\n\n"
        "①口袋公园指面积不到一公顷的绿地。\n\n— 2 —\n\n（此件公开发布）\n\n【打印本页】【关闭窗口】\n"
    )
    found = said(parse(text))
    assert found == [
        ("title", "", "某市重点任务分工方案"),
        ("after", "", "①口袋公园指面积不到一公顷的绿地。"),
        ("after", "", "（此件公开发布）"),
    ]


def test_a_paragraph_that_the_ends_of_lines_cut_is_one() -> None:
    text = (
        "某市重点任务分工方案\n一、工作任务\n1.修路。（市交通局牵头）\n2.种树。（市林业局牵头）\n二、工作要求\n"
        "各牵头单位要在收到本方案之后的二十日之内制定出各自的\n工作台账，报市政府办公室。市审计局要开展审计。\n"
    )
    found = said(parse(text))
    assert found[1:] == [
        ("after", "工作要求", "各牵头单位要在收到本方案之后的二十日之内制定出各自的\n工作台账，报市政府办公室。"),
        ("after", "工作要求", "市审计局要开展审计。"),
    ]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.parent.name)
def test_no_sentence_is_a_task_s_and_all_lie_in_order(path: Path) -> None:
    document = parse(path.read_text("utf-8"))
    owned = {place for task in document.tasks for s in task.sentences for place in range(s.start, s.end)}
    starts = [one.span.start for one in document.matter]
    assert starts == sorted(set(starts))
    for one in document.matter:
        assert one.span.of(document.text).strip()
        assert len(owned.intersection(range(one.span.start, one.span.end))) * 2 <= one.span.end - one.span.start
    assert any(one.position in (Position.BEFORE, Position.AFTER) for one in document.matter)


def test_two_lists_behind_labels_stand_each_below_its_own() -> None:
    text = (
        "某市重点任务分工表\n序号\t任务\t牵头单位\t配合单位\n1\t修路三十公里\t市交通局\t市财政局\n2\t种树一万棵\t市林业局\t市财政局\n"
        "填报要求：1.每季度末报送进展。\n2.不能完成的说明原因。\n注：1.时限均指2024年。\n2.“—”表示没有。\n联系人：张某\n"
    )
    found = said(parse(text))
    assert [one[1:] for one in found[1:]] == [
        ("", "填报要求：1.每季度末报送进展。"),
        ("填报要求", "2.不能完成的说明原因。"),
        ("", "注：1.时限均指2024年。"),
        ("注", "2.“—”表示没有。"),
        ("", "联系人：张某"),
    ]
