"""EAN-13 numbers with a true check digit."""


def ean13(twelve_digits: str) -> str:
    """Append the check digit to twelve digits."""
    digits = [int(digit) for digit in twelve_digits]
    total = sum(digits[::2]) + 3 * sum(digits[1::2])
    return f"{twelve_digits}{-total % 10}"
