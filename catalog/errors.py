"""Why catalog says no."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from catalog.types import ClaimFinding
from shop.common.errors import DomainError

_MOST_NAMED = 3


class PriceNotPossible(DomainError):
    """The amount or the moment of a price cannot be."""

    code = "price_not_possible"
    message = _("A price is above zero, has at most two places and cannot begin in the past.")


class NotReadyForListing(DomainError):
    """Something keeps the product from the shelf; once mended, the step can be taken again."""

    code = "not_ready_for_listing"


class ProductNotComplete(NotReadyForListing):
    """The product lacks what a shopper must see before it is listed."""

    code = "product_not_complete"

    def __init__(
        self, missing: Sequence[StrOrPromise], *, beside: Mapping[str, StrOrPromise] | None = None
    ) -> None:
        self.missing = list(missing)
        self.beside = beside or {}
        names = ", ".join(map(str, self.missing))
        super().__init__(_("This is still missing: %(names)s.") % {"names": names})


class ClaimsNotAllowed(NotReadyForListing):
    """Words stand in the texts of the product that the law forbids."""

    code = "claims_not_allowed"

    def __init__(self, findings: Sequence[ClaimFinding]) -> None:
        self.findings = list(findings)
        words = ", ".join(dict.fromkeys(finding.written for finding in self.findings))
        super().__init__(_("These words may not be used: %(words)s.") % {"words": words})


class WaiverNeedsPerson(DomainError):
    """A process cannot answer for a risky word."""

    code = "waiver_needs_person"
    message = _("Only a member of staff can answer for a risky word.")


class NeedsAnotherPerson(DomainError):
    """Entering, checking and approving a product are the work of different people."""

    code = "needs_another_person"
    message = _("Somebody else must do this: whoever entered or checked a product cannot.")


class NotCheckedYet(DomainError):
    """A product is approved only after it was checked."""

    code = "not_checked_yet"
    message = _("This product must be checked before it is approved.")


class ChangedSinceApproval(NotReadyForListing):
    """Something else would go on the shelf than what was approved."""

    code = "changed_since_approval"
    message = _("This product was changed since it was approved. Submit it for check again.")


class QualityInDoubt(NotReadyForListing):
    """Somebody complained about the quality of the product, and nobody has approved it since."""

    code = "quality_in_doubt"
    message = _(
        "This product was taken down for its quality. Submit it for check once that is settled; it"
        " needs a fresh approval."
    )


class QualificationMissing(NotReadyForListing):
    """Goods of this category are not sold without a document that holds today."""

    code = "qualification_missing"

    def __init__(self, kinds: Sequence[StrOrPromise]) -> None:
        self.kinds = list(kinds)
        names = ", ".join(map(str, self.kinds))
        super().__init__(_("A valid qualification is missing: %(names)s.") % {"names": names})


class QualificationNotPossible(DomainError):
    """The document does not fit its kind, or ends before it begins."""

    code = "qualification_not_possible"
    message = _(
        "A qualification for each product names its product, one for the shop names none, and it"
        " ends after it begins."
    )


class ScanNotPossible(DomainError):
    """The file is not a scan that can be kept."""

    code = "scan_not_possible"
    message = _("Use a PDF, JPEG, PNG or WebP file of at most 10 MB.")


class PreSaleTermsNotPossible(DomainError):
    """The terms contradict each other or the price."""

    code = "pre_sale_terms_not_possible"
    message = _(
        "The deposit lies below the lowest price, the balance is due after it can first be paid,"
        " and the goods ship either by a day or within days of the balance."
    )


class PreSaleTermsMissing(NotReadyForListing):
    """A product goes on pre-sale only when a shopper can read what that means."""

    code = "pre_sale_terms_missing"
    message = _("Enter the terms of the pre-sale first; the balance must still be payable.")


class ScheduleNotPossible(DomainError):
    """A product cannot be scheduled for a moment that has passed."""

    code = "schedule_not_possible"
    message = _("The moment of listing must lie in the future.")


class ValuesNotPossible(DomainError):
    """The chosen values do not make SKUs of this product."""

    code = "values_not_possible"
    message = _(
        "Choose at least one value of each attribute that makes SKUs, of this product type."
    )


class TooManySkus(DomainError):
    """The chosen values would make more SKUs than anybody can keep."""

    code = "too_many_skus"
    message = _("These values would make more than 200 SKUs.")


class PictureNotPossible(DomainError):
    """The file is not a picture that the shop can show."""

    code = "picture_not_possible"
    message = _("Use a JPEG, PNG or WebP picture of at most 8 MB and 40 megapixels.")


class CategoryMoveNotPossible(DomainError):
    """A category cannot be moved there."""

    code = "category_move_not_possible"
    message = _("A category cannot be moved under itself.")


class SalesRegionsNotPossible(DomainError):
    """A product is sold nowhere, or in a region that there is not."""

    code = "sales_regions_not_possible"
    message = _("Choose at least one region, or sell it everywhere.")


class MoveNeedsDocuments(DomainError):
    """Goods that are on sale would come under a category whose documents they lack."""

    code = "move_needs_documents"

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = list(numbers)
        shown = ", ".join(self.numbers[:_MOST_NAMED])
        wording = ngettext(
            "%(count)s listed product lacks a qualification that the new place requires:"
            " %(names)s. Enter it, or take it down first.",
            "%(count)s listed products lack a qualification that the new place requires:"
            " %(names)s. Enter it, or take them down first.",
            len(self.numbers),
        )
        super().__init__(wording % {"count": len(self.numbers), "names": shown})


class AttributeKindFixed(DomainError):
    """Goods say something under an attribute; another kind could not keep it."""

    code = "attribute_kind_fixed"
    message = _("Goods say something under this attribute, so its kind stays. Add a new one.")


class AttributeValueInUse(DomainError):
    """Goods have this value; deleted, it would be gone from them."""

    code = "attribute_value_in_use"

    def __init__(self, name: str) -> None:
        super().__init__(_("Goods have the value %(name)s. Change them first.") % {"name": name})


class CategoryInUse(DomainError):
    """Goods still hang on the category or below it."""

    code = "category_in_use"
    message = _("Goods still belong to this category. Move them first.")


class MediumGone(DomainError):
    """Somebody deleted the picture or video in the meantime."""

    code = "medium_gone"
    message = _("This picture or video is no longer in the media library.")


class MediumInUse(DomainError):
    """Something still shows the picture or video."""

    code = "medium_in_use"
    message = _("This is still in use: take it away there first.")


class MediumOfOtherKind(DomainError):
    """A picture stands where a video is wanted, or the other way round."""

    code = "medium_of_other_kind"
    message = _("Choose a picture where a picture is shown, and a video where a video is.")


class FolderNotPossible(DomainError):
    """The folder's name is taken there, or it would lie in itself."""

    code = "folder_not_possible"
    message = _("Another folder has this name there already, or the folder would lie in itself.")


class FolderInUse(DomainError):
    """A folder that holds something stays."""

    code = "folder_in_use"
    message = _("Only an empty folder can be deleted. Move what it holds first.")


class VideoNotPossible(DomainError):
    """The file is not a video that the shop can show."""

    code = "video_not_possible"
    message = _("Use a video such as MP4, MOV, AVI or WebM of at most three minutes and 200 MB.")
