import pytest

from shop.common.actors import person
from shop.common.masking import mask_address, mask_email, mask_name, mask_phone
from shop.common.models import RevealLog
from shop.common.services.reveals import log_reveal
from tests.factories.customers import UserFactory


@pytest.mark.parametrize(
    ("mask", "clear", "masked"),
    [
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "1234567", "*******"),
        (mask_phone, "", ""),
        (mask_name, "张小明", "张**"),
        (mask_name, "张", "张*"),
        (mask_name, "", ""),
        (mask_address, "科技园路18号3栋502室", "科技园路****"),
        (mask_address, "粤海街道科苑路15号", "粤海街道****"),
        (mask_address, "502室", "****"),
        (mask_address, "", ""),
        (mask_email, "zhang@example.com", "z***@example.com"),
        (mask_email, "nonsense", "***"),
        (mask_email, "", ""),
    ],
)
def test_what_those_without_the_right_see(mask, clear, masked):
    assert mask(clear) == masked


@pytest.mark.django_db
def test_looking_at_the_clear_text_is_logged():
    clerk = UserFactory(staff=True)

    log_reveal(
        actor=person(clerk.pk),
        subject="orders.OrderReceiver",
        reference="DD20261122100001",
        fields=["phone", "street"],
        reason="parcel came back",
    )

    row = RevealLog.objects.get()
    assert (row.user, row.fields) == (clerk, "phone, street")
