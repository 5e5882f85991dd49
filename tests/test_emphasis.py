"""Emphasis beside Chinese, Japanese and Korean; everywhere else, it is as in CommonMark."""

import json

import pytest
from markdown_it import MarkdownIt

from statusgen.model.findings import Findings, Place
from statusgen.read.emphasis import be_cjk_friendly
from statusgen.read.markdown import parse_markdown
from web import CHECKOUT


def shown(text: str) -> str:
    """The HTML of a paragraph, in which nothing is wrong but asterisks that stay."""
    findings = Findings()
    (html,) = parse_markdown(text, lambda _: Place("x.md"), findings).parts
    assert {finding.code for finding in findings} <= {"stray-bold"}
    return str(html).removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "**请不要重复付款。**您的订单已保存。",
            "<strong>请不要重复付款。</strong>您的订单已保存。",
        ),
        ("**「決済」**が失敗しています。", "<strong>「決済」</strong>が失敗しています。"),
        ("결제가 **실패(오류 500)**합니다.", "결제가 <strong>실패(오류 500)</strong>합니다."),
        ("**注意：**不要付款", "<strong>注意：</strong>不要付款"),
        ("**付款（卡）**失败", "<strong>付款（卡）</strong>失败"),
        ("这是**“重要”**的", "这是<strong>“重要”</strong>的"),
        ("これは**`api`**です", "これは<strong><code>api</code></strong>です"),
        (
            "请看**[这里](https://a.example/)**。",
            '请看<strong><a href="https://a.example/">这里</a></strong>。',
        ),
        ("不要*付款！*谢谢", "不要<em>付款！</em>谢谢"),
        ("~~已恢复。~~仍在处理", "<s>已恢复。</s>仍在处理"),
        ("漢字\U000e0100**(異体字)**です", "漢字\U000e0100<strong>(異体字)</strong>です"),
        ("“\ufe01**重要**”\ufe01的", "“\ufe01<strong>重要</strong>”\ufe01的"),
        ("**大事。**\n次の行", "<strong>大事。</strong>\n次の行"),
        # No emphasis, as in CommonMark: it has blanks inside, or an underscore in a word.
        ("** 付款。**您", "** 付款。**您"),
        ("变量_名_称", "变量_名_称"),
        # Beside other scripts nothing changes, and an emoji is no CJK.
        ("**Done.**now", "**Done.**now"),
        ("**Готово.**теперь", "**Готово.**теперь"),
        ("**done✅**now", "**done✅**now"),
    ],
)
def test_emphasis_ends_beside_signs_without_a_blank(text: str, html: str) -> None:
    assert shown(text) == html


def test_every_example_of_commonmark_is_as_it_was() -> None:
    friendly = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    be_cjk_friendly(friendly)
    examples = json.loads((CHECKOUT / "tests/data/commonmark-0.31.json").read_text("utf-8"))
    texts = [example if isinstance(example, str) else example["markdown"] for example in examples]
    assert len(texts) > 600
    for text in texts:
        for variant in (text, f"é {text}", f"{text} é"):  # the rule is asked where not all is ASCII
            assert friendly.render(variant) == plain.render(variant)
