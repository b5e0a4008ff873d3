"""Tests that follow each other in one thread do not hear each other's language."""

import pytest
from django.conf import settings
from django.utils import translation


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_language_asked_for_ends_with_its_test(turn):
    assert translation.get_language() == settings.LANGUAGE_CODE

    translation.activate("zh-hans")
