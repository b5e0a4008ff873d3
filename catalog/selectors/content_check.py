"""The content check: risky words in title, selling points and detail page, in their places."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from catalog.claim_finder import ClaimFinder, Match, fold, passages
from catalog.models import Claim, ClaimException, ClaimWaiver, Product
from catalog.types import ClaimFinding, ContentReport, Passage, RiskyWord

CHECKED_FIELDS = frozenset({"title", "selling_points", "detail"})
_RICH_FIELDS = frozenset({"detail"})


def claim_finder() -> ClaimFinder:
    """Return a finder of the words that hold now, in two queries; use it for many texts."""
    rows = Claim.objects.filter(is_active=True).values_list("word", "kind", "severity")
    claims = [
        RiskyWord(word=word, kind=kind, blocks=severity == Claim.Severity.BLOCK)
        for word, kind, severity in rows
    ]
    harmless = ClaimException.objects.filter(is_active=True).values_list("phrase", flat=True)
    return ClaimFinder(claims, harmless)


def check_product(product: Product, finder: ClaimFinder | None = None) -> ContentReport:
    """Check what is said of a product; words that somebody answers for do not block."""
    texts = {name: getattr(product, name) for name in CHECKED_FIELDS}
    return check_texts(texts, waived=waived_words(product), finder=finder)


def check_texts(
    texts: Mapping[str, str], *, waived: Collection[str] = (), finder: ClaimFinder | None = None
) -> ContentReport:
    """Check texts by field name; `detail` is read as rich text."""
    finder = finder or claim_finder()
    answered_for = {fold(word) for word in waived}
    findings: list[ClaimFinding] = []
    marked: dict[str, tuple[Passage, ...]] = {}
    for name, text in texts.items():
        found = [
            (passage, list(_findings(name, place, finder.find(passage), answered_for)))
            for place, passage in enumerate(passages(text) if name in _RICH_FIELDS else [text])
        ]
        findings += [finding for _passage, row in found for finding in row]
        marked[name] = tuple(_marked(passage, row) for passage, row in found if row)
    return ContentReport(findings=tuple(findings), passages=marked)


def waived_words(product: Product) -> list[str]:
    if product.pk is None:
        return []
    return list(ClaimWaiver.objects.filter(product=product).values_list("word", flat=True))


def _findings(
    name: str, place: int, matches: Iterable[Match], waived: Collection[str]
) -> Iterator[ClaimFinding]:
    for match in matches:
        yield ClaimFinding(
            field=name,
            passage=place,
            start=match.start,
            end=match.end,
            written=match.written,
            claim=match.claim,
            is_waived=fold(match.claim.word) in waived,
        )


def _marked(text: str, findings: list[ClaimFinding]) -> Passage:
    by_start = {finding.start: finding for finding in findings}
    cuts = sorted({0, len(text), *by_start, *(finding.end for finding in findings)})
    return Passage(
        pieces=tuple((text[left:right], by_start.get(left)) for left, right in pairwise(cuts))
    )
