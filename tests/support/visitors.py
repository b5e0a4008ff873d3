"""A visitor over real HTTP, with cookies and a browser's way with forms, but without a browser."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests
from django.conf import settings
from django.test import Client

from customers.models import User

PATIENCE = 120
PLACE = "/checkout/place/"


class _Forms(HTMLParser):
    """Collects what a browser would send for each form of a page, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] | None = None
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(facts.get("action", ""), {})
        if self._fields is None:
            return
        if tag == "input" and _is_sent(facts):
            self._fields[facts["name"]] = facts.get("value", "")
        if tag == "textarea":
            self._area = facts.get("name", "")

    def handle_data(self, data: str) -> None:
        if self._fields is not None and self._area:
            self._fields[self._area] = data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        if tag == "textarea":
            self._area = ""


def _is_sent(facts: dict[str, str]) -> bool:
    is_choice = facts.get("type") in {"radio", "checkbox"}
    return bool(facts.get("name")) and (not is_choice or "checked" in facts)


def forms_of(page: str) -> dict[str, dict[str, str]]:
    """Return the fields of a page's forms by action, as they stand."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


@dataclass
class Visitor:
    """One signed-in visitor of a running shop."""

    url: str
    customer_id: int
    session: requests.Session = field(default_factory=requests.Session)
    form: dict[str, str] = field(default_factory=dict)

    def open_checkout(self) -> None:
        """Open the checkout page, and keep its form as it stands."""
        page = self.get("/checkout/")
        assert page.status_code == 200, f"{page.status_code} {page.headers.get('Location')}"
        self.form = forms_of(page.text)[PLACE]

    def place(self) -> requests.Response:
        """Press the button of the checkout page."""
        return self.post(PLACE, self.form)

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=PATIENCE, allow_redirects=False)

    def post(self, path: str, data: dict[str, str]) -> requests.Response:
        return self.session.post(
            self.url + path, data=data, timeout=PATIENCE, allow_redirects=False
        )


def visitors(url: str, customers: Iterable[User]) -> list[Visitor]:
    """Sign customers in, each in a browser of their own."""
    return [_signed_in(url, customer) for customer in customers]


def _signed_in(url: str, customer: User) -> Visitor:
    client = Client()
    client.force_login(customer, backend="customers.backends.IdentityBackend")
    session = requests.Session()
    session.trust_env = False
    session.headers["Connection"] = "close"  # a pool of threads is shared by many visitors
    name = settings.SESSION_COOKIE_NAME
    session.cookies.set(name, client.cookies[name].value, domain="127.0.0.1")
    return Visitor(url=url, customer_id=customer.pk, session=session)
