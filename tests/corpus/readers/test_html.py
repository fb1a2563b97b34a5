"""Web pages are read without what surrounds the article."""

from __future__ import annotations

import pytest

from corpus.readers.html import read_html


def read(body: str, head: str = "") -> list[str]:
    return read_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()).split("\n")


BODY = "<p>1.建园区，引进企业三十家，年内投产。</p><p>责任单位：县工信局、县财政局、县教育局</p>" * 4
LINES = ["1.建园区，引进企业三十家，年内投产。", "责任单位：县工信局、县财政局、县教育局"] * 4


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href=x>首页</a></nav>",
        "<script>var a='牵头单位'</script>",
        "<style>p{}</style>",
        "<footer>主办：县政府办</footer>",
        "<aside>相关链接</aside>",
        "<header><ul><li>首页</li></ul></header>",
        '<div class="crumb">当前位置：首页 &gt; 公开</div>',
        "<div>当前位置：<a href=x>首页</a> &gt; <a href=y>文件</a></div>",
        '<div class="foot">网站标识码</div>',
        '<div id="topNav">首页</div>',
        "<table><tr><td><a href=a>首页</a></td><td><a href=b>县情</a></td><td><a href=c>公开</a></td></tr></table>",
        '<p style="display: none">隐藏</p>',
        "<p hidden>隐藏</p>",
        "<!-- 注释 -->",
        "<button>打印</button>",
        '<div role="navigation">目录</div>',
        "<noscript>请打开脚本</noscript>",
        "<select><option>北区</option></select>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert read(furniture + BODY + furniture) == LINES


def test_what_is_called_a_menu_but_holds_the_page_is_read() -> None:
    assert read(f'<form><div class="main-menu">{BODY}</div></form>') == LINES


def test_the_title_in_a_header_is_read() -> None:
    title = "关于印发二〇二四年重点任务分工方案的通知"
    assert read(f"<header><nav>首页</nav><h1>{title}</h1><span>字体</span></header>{BODY}") == [title, *LINES]


def test_blanks_collapse_and_wrapped_chinese_is_whole() -> None:
    assert read("<p>　　县教\n  育局&nbsp;&nbsp;和 <b>县</b>财政局<br>A\nB</p>text<div>后</div>") == [
        "县教育局 和 县财政局",
        "A B",
        "text",
        "后",
    ]


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "gbk"])
def test_the_encoding_that_is_declared_counts_where_it_fits(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>各乡（镇）人民政府</p></body></html>'
    assert read_html(page.encode("gb18030")) == "各乡（镇）人民政府"
    assert read_html(page.encode()) == "各乡（镇）人民政府"


def test_lists_are_numbered_as_browsers_number_them() -> None:
    assert read("<ol start=3><li>甲<ol type=a><li>子</ol><li>乙<li value=9>丙</ol><ul><li>丁</ul>") == [
        "3.甲",
        "a.子",
        "4.乙",
        "9.丙",
        "丁",
    ]
    assert read('<ol style="list-style-type:cjk-ideographic"><li>总则<li>分工</ol>') == ["一、总则", "二、分工"]
    assert read('<ol style="list-style:none"><li>一、总则</ol><ol><li>1.甲<li>2.乙</ol>') == [
        "一、总则",
        "1.甲",
        "2.乙",
    ]


def test_a_table_keeps_merged_cells_in_every_row() -> None:
    table = """<table><caption>分解表</caption><thead><tr><th colspan=4>2024年</th></tr><tr><th>类别<th>序号<th>任务
        <th>单位</tr></thead>
        <tr><td rowspan=2>产业<td>1<td><p>甲一</p><p>乙</p><td rowspan=0>县局</tr><tr><td>2<td>丙</tr></table>"""
    assert read(table) == ["分解表", "2024年", "类别\t序号\t任务\t单位", "产业\t1\t甲一 乙\t县局", "产业\t2\t丙\t县局"]


def test_tables_for_layout_are_none() -> None:
    inner = "<table><tr><td>序号<td>任务<td>单位<tr><td>1<td>甲<td>县局</table>"
    assert read(f"<table><tr><td><table><tr><td>标题</table></td></tr><tr><td>{inner}</td></tr></table>") == [
        "标题",
        "序号\t任务\t单位",
        "1\t甲\t县局",
    ]


def test_a_page_saved_by_word_is_read() -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type
        content="text/html; charset=gb2312"><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->
        <style><!-- p.MsoNormal {mso-style-parent:""} --></style></head><body lang=ZH-CN><div class=WordSection1>
        <p class=MsoListParagraph><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>1.<span
        style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>建设<span
        lang=EN-US>5G</span>基站<o:p></o:p></p><p class=MsoNormal>责任单位：县工
信局<span style='mso-hide:all'>批注</span></p></div></body></html>"""
    assert read_html(page.encode("gb18030")).split("\n") == ["1. 建设5G基站", "责任单位：县工信局"]
