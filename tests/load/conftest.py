from collections.abc import Iterator

import pytest

from tests.factories.orders import ready_to_ship
from tests.support.own_database import own_database  # noqa: F401
from tests.support.shop_processes import ShopProcesses, shop_processes


@pytest.fixture
def shop(own_database: str) -> Iterator[ShopProcesses]:  # noqa: F811
    """The shop's web processes on a database of their own."""
    ready_to_ship()
    with shop_processes("web", database_url=own_database) as shop:
        yield shop
