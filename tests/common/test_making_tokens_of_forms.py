"""Tokens against forged requests: what Django accepts, made with fewer calls."""

from django.middleware.csrf import (  # type: ignore[attr-defined]  # the stubs miss one
    CSRF_ALLOWED_CHARS,
    CSRF_SECRET_LENGTH,
    CSRF_TOKEN_LENGTH,
    _does_token_match,
    _get_new_csrf_string,
)

from shop.common.csrf import token_for


def test_a_token_is_what_django_accepts_for_the_secret_and_for_no_other(rf):
    request = rf.get("/")
    request.META["CSRF_COOKIE"] = secret = _get_new_csrf_string()

    token = token_for(request).decode()

    assert len(token) == CSRF_TOKEN_LENGTH
    assert _does_token_match(token, secret)
    assert not _does_token_match(token, _get_new_csrf_string())


def test_no_token_is_given_twice_and_every_character_is_thrown(rf):
    request = rf.get("/")
    request.META["CSRF_COOKIE"] = _get_new_csrf_string()

    tokens = [token_for(request).decode() for _time in range(200)]

    masks = [token[:CSRF_SECRET_LENGTH] for token in tokens]
    assert len(set(masks)) == len(masks)
    assert set("".join(masks)) == set(CSRF_ALLOWED_CHARS)


def test_a_visitor_without_a_secret_is_sent_one(rf):
    request = rf.get("/")

    token = token_for(request).decode()

    assert _does_token_match(token, request.META["CSRF_COOKIE"])
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]
