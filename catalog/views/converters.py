"""Parts of addresses."""


class ProductNumber:
    """The number that ends a product's address, such as SP20261001."""

    regex = "[A-Za-z0-9]{1,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
