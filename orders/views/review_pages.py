"""Reviewing what one received."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.errors import PictureNotPossible
from marketing.models import Review
from marketing.selectors.reviews import review_of_line
from orders.forms import ReviewForm
from orders.models import OrderLine
from orders.selectors.reviewable import line_reference, reviewable_line
from orders.services.reviewing import review_line
from orders.types import ReviewWords
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

PAGE = "orders/review_form.html"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def review_add(request: SignedInRequest, number: str, line_id: int) -> HttpResponse:
    line = reviewable_line(
        customer_id=request.user.pk, order_number=number, line_id=line_id, at=timezone.now()
    )
    if line is None:
        raise Http404
    written = review_of_line(line_reference(line, number))
    if written is not None:
        return _show(request, line, review=written)
    form = ReviewForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _save(request, form, line):
        return redirect("orders:review-add", number, line_id)
    return _show(request, line, form=form)


def _save(request: SignedInRequest, form: ReviewForm, line: OrderLine) -> bool:
    said = form.cleaned_data
    words = ReviewWords(stars=said["stars"], text=said["text"], is_anonymous=said["is_anonymous"])
    try:
        review_line(
            customer_id=request.user.pk,
            order_number=line.order.number,
            line_id=line.pk,
            words=words,
            photos=said["photos"],
        )
    except PictureNotPossible as refusal:
        form.add_error("photos", str(refusal))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("Thank you for your review!"))
    return not form.errors


def _show(
    request: SignedInRequest,
    line: OrderLine,
    *,
    form: ReviewForm | None = None,
    review: Review | None = None,
) -> HttpResponse:
    context = {"line": line, "order": line.order, "form": form, "review": review}
    status = 422 if form is not None and form.errors else 200
    return render(request, PAGE, context, status=status)
