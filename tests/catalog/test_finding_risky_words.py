"""The content check, on the words that the shop ships with."""

import time

import pytest
from django.utils import timezone

from catalog.claim_finder import passages
from catalog.errors import ClaimsNotAllowed, WaiverNeedsPerson
from catalog.models import Claim, ClaimException, Product
from catalog.selectors.content_check import check_texts, claim_finder
from catalog.services.checking import approve_product
from catalog.services.claims import waive_claim
from catalog.services.products import update_product
from shop.common.actors import person
from tests.factories.catalog import TESTS, ProductFactory, complete_product

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-22", "CAT-23")]

Status = Product.Status


def words(text):
    return [match.written for match in claim_finder().find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("国家级面料", ["国家级"]),
        ("全网销量第一的裙子", ["销量第一"]),
        ("史上最低价", ["史上最低"]),
        ("最适合你的", ["最"]),
        ("轻薄透气，久坐不闷", []),
    ],
)
def test_superlatives_are_found(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "冬天最后一步",
        "第一次露营",
        "最近上新",
        "首页推荐",
        "唯一标识码",
        "最大承重 120 kg",
        "100%桑蚕丝",
    ],
)
def test_harmless_phrases_hide_the_words_in_them(text):
    assert words(text) == []


def test_a_longer_word_wins_over_a_harmless_phrase_in_it():
    assert words("最后一波，错过不再有") == ["最后一波"]
    assert words("最近最好的一批") == ["最好"]


@pytest.mark.parametrize(
    "text",
    ["最 佳", "最　佳", "最\u200b佳", "最·佳", "最-佳", "最*佳", "「最」「佳」"],
    ids=["space", "wide space", "no width", "dot", "dash", "star", "brackets"],
)
def test_spaced_out_words_are_found_where_they_stand(text):
    match = claim_finder().find(f"我们的{text}选择")[0]

    assert match.claim.word == "最佳"
    assert match.written.startswith("最")
    assert match.written.endswith("佳")
    assert f"我们的{text}选择"[match.start : match.end] == match.written


@pytest.mark.parametrize(
    "text", ["ＮＯ．１", "no. 1", "ＴＯＰ１", "國家級", "銷量第一", "１００％有效"]
)
def test_full_width_latin_and_traditional_forms_are_found(text):
    assert len(words(text)) == 1


@pytest.mark.parametrize("text", ["TOP10 榜单", "casino 1 号", "2100%", "这是最。佳人"])
def test_parts_of_longer_words_and_of_two_sentences_are_not(text):
    assert words(text) in ([], ["最"])


def test_a_word_across_inline_tags_is_found_and_one_across_cells_is_not():
    html = (
        "<p>品质最<strong>佳</strong>&amp;好</p><table><tr><td>销量第</td><td>一</td></tr></table>"
    )

    report = check_texts({"detail": html})

    assert passages(html) == ["品质最佳&好", "销量第", "一"]
    assert [(row.passage, row.start, row.end, row.written) for row in report.findings] == [
        (0, 2, 4, "最佳")
    ]
    assert [text for text, _found in report.passages["detail"][0].pieces] == ["品质", "最佳", "&好"]


def test_tags_and_attributes_are_not_text():
    assert check_texts({"detail": '<p><a href="/最佳/" title="最佳">看</a></p>'}).findings == ()


def test_some_words_block_and_some_only_warn():
    report = check_texts({"title": "顶级面料 销量第一", "selling_points": ""})

    assert [finding.written for finding in report.blocking] == ["销量第一"]
    assert [finding.written for finding in report.warnings] == ["顶级"]


def test_the_lists_are_the_operators_own():
    Claim.objects.create(word="神器", kind=Claim.Kind.GRADE)
    Claim.objects.filter(word="最佳").update(is_active=False)
    ClaimException.objects.create(phrase="第一医药")

    assert words("开罐神器") == ["神器"]
    assert words("最佳") == ["最"]
    assert words("第一医药直供") == []


def test_a_product_with_a_forbidden_word_is_not_approved(clerk):
    product = complete_product(Status.IN_CHECK, title="销量第一的裙子", checked_at=timezone.now())

    with pytest.raises(ClaimsNotAllowed, match="销量第一"):
        approve_product(product_id=product.pk, actor=person(clerk.pk))

    product.refresh_from_db()
    assert product.status == Status.IN_CHECK
    assert not product.history.exists()


def test_a_listed_product_cannot_take_a_forbidden_word_in():
    product = ProductFactory(listed=True, title="雪纺裙", detail="<p>最佳</p>")

    with pytest.raises(ClaimsNotAllowed):
        update_product(product_id=product.pk, title="最佳雪纺裙", actor=TESTS)
    update_product(product_id=product.pk, selling_points="轻薄", actor=TESTS)

    product.refresh_from_db()
    assert (product.title, product.selling_points) == ("雪纺裙", "轻薄")


def test_a_person_answers_for_a_word_on_one_product(clerk):
    checked = timezone.now()
    proven = complete_product(Status.IN_CHECK, title="销量第一的裙子", checked_at=checked)
    other = complete_product(Status.IN_CHECK, title="销量第一的裤子", checked_at=checked)

    with pytest.raises(WaiverNeedsPerson):
        waive_claim(product_id=proven.pk, word="销量第一", reason="榜单", actor=TESTS)
    waive_claim(
        product_id=proven.pk, word="销量第一", reason="六月本市榜单", actor=person(clerk.pk)
    )
    approve_product(product_id=proven.pk, actor=person(clerk.pk))

    assert Product.objects.get(pk=proven.pk).status == Status.APPROVED
    with pytest.raises(ClaimsNotAllowed):
        approve_product(product_id=other.pk, actor=person(clerk.pk))


def test_a_long_detail_page_is_checked_in_no_time():
    html = "<p>水性配方，含甘油与透明质酸钠，冬天最后一步，取两滴按压全脸。</p>" * 1_000
    finder = claim_finder()

    begun = time.perf_counter()
    report = check_texts({"detail": html}, finder=finder)

    assert report.findings == ()
    assert time.perf_counter() - begun < 1
