"""Events and subscribers that only these tests know."""

from collections.abc import Iterator

import pytest

from shop.common.events import subscribe, unsubscribe
from tests.common import examples


@pytest.fixture
def subscribed() -> Iterator[None]:
    examples.heard.clear()
    subscribe(examples.KettleBoiled, examples.note_kettle)
    yield
    unsubscribe(examples.KettleBoiled, examples.note_kettle)
