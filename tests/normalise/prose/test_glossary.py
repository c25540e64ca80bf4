"""The 名词解释 become terms."""

from yusuan.extract.raw import TextLine
from yusuan.normalise.prose.glossary import is_glossary, terms


def read(*texts):
    return [
        (row["term"], row["explanation"], row["row"])
        for row in terms([TextLine(t, 1, n) for n, t in enumerate(texts, 1)])
    ]


def test_entries_are_split_at_their_colon():
    assert read(
        "第四部分 名词解释", "（一）财政拨款：指财政安排的资金。", "二、事业收入: 开展活动取得的收入。"
    ) == [
        ("财政拨款", "指财政安排的资金。", 2),
        ("事业收入", "开展活动取得的收入。", 3),
    ]


def test_an_entry_without_colon_or_number_is_known_by_its_verb():
    assert read("名词解释", "机关运行经费是指保障机关运行的经费。") == [
        ("机关运行经费", "是指保障机关运行的经费。", 2)
    ]


def test_a_paragraph_without_a_term_goes_on_with_the_one_before():
    assert read("名词解释", "“三公”经费：指三项经费。", "包括会议费以外的各项。") == [
        ("“三公”经费", "指三项经费。包括会议费以外的各项。", 2)
    ]


def test_terms_end_at_the_next_heading_that_is_not_below():
    printed = ("二、名词解释", "1.基本支出：指人员和公用支出。", "三、预算公开表", "1.说明事项：无关的话。")
    assert [term for term, *_ in read(*printed)] == ["基本支出"]


def test_captions_of_tables_are_no_terms():
    printed = ("第九部分 名词解释", "一、基本支出：指人员和公用支出。", "二、表格部分", "部门名称：某某局")
    assert [term for term, *_ in read(*printed)] == ["基本支出"]


def test_without_the_heading_there_are_no_terms():
    assert read("一、收入情况", "（一）财政拨款：指财政安排的资金。") == []


def test_the_heading_is_known_in_its_variants():
    assert is_glossary("十一、专业名词解释")
    assert not is_glossary("绩效目标解释")
