import pytest

from customers.origins import province_of_ip, province_of_phone

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-16")]


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("114.80.1.9", "310000"),
        ("202.99.224.8", "150000"),
        ("202.97.224.68", "230000"),
        ("219.149.135.188", "140000"),
        ("61.134.1.4", "610000"),
        ("202.45.84.58", "810000"),
        ("168.95.1.1", "710000"),
    ],
    ids=["Shanghai", "Inner Mongolia", "Heilongjiang", "Shanxi", "Shaanxi", "Hong Kong", "Taiwan"],
)
def test_an_ip_address_tells_the_province_by_the_code_that_addresses_use(address, province):
    assert province_of_ip(address) == province


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1", "10.0.0.8", "192.168.3.4", "100.64.0.1", "2001:db9::1", "8.8.8.8", "1.2.3"],
)
def test_what_lies_inside_a_house_or_abroad_has_no_province(address):
    assert province_of_ip(address) == ""


@pytest.mark.parametrize(
    ("number", "province"),
    [
        ("13800138000", "110000"),
        ("13912345678", "320000"),
        ("13015170000", "150000"),
        ("13007030000", "140000"),
        ("13002960000", "610000"),
    ],
    ids=["Beijing", "Jiangsu", "Inner Mongolia", "Shanxi", "Shaanxi"],
)
def test_a_mobile_number_tells_where_it_was_given_out(number, province):
    assert province_of_phone(number) == province


@pytest.mark.parametrize("number", ["", "10086", "12345678901", "+8613800138000", "99999999999"])
def test_a_number_that_no_table_has_tells_nothing(number):
    assert province_of_phone(number) == ""
