import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.support.sandbox import wait_until

STATES = ["103", "1002", "1002", "1002", "1001", "5", "301"]


def _number(prefix: str = "YT") -> str:
    return f"{prefix}{uuid4().int % 10**13:013d}"


def _sign(param: str, key: str, customer: str) -> str:
    return hashlib.md5(f"{param}{key}{customer}".encode()).hexdigest().upper()


@pytest.fixture
def ask(sandbox):
    """Query a parcel as the shop would."""
    account = sandbox.kuaidi100_account()

    def query(company: str, number: str, *, after=None, **more: str):
        param = json.dumps({"com": company, "num": number, **more}, ensure_ascii=False)
        form = {
            "customer": account["customer"],
            "sign": _sign(param, account["key"], account["customer"]),
            "param": param,
        }
        answer = sandbox.call("POST", "/kuaidi100/poll/query.do", data=form | (after or {}))
        assert answer.status_code == 200
        return answer.json()

    return query


def test_the_sign_is_that_of_the_check_vector():
    param = '{"com":"yuantong","num":"YT1234567890123"}'

    assert _sign(param, "KEY", "CUSTOMER") == "0DE190824C4CD5F3F5EBDDFB115A250C"


@pytest.mark.req("LOG-06")
def test_a_parcel_goes_from_collected_to_signed(sandbox, ask):
    number = _number()
    sandbox.hand_in("yuantong", number, from_city="广州市", to_city="北京市")
    sandbox.move("yuantong", number, steps=7)

    track = ask("yuantong", number, resultv2="4", order="asc")

    assert (track["message"], track["status"]) == ("ok", "200")
    assert (track["state"], track["ischeck"], track["nu"]) == ("301", "1", number)
    assert [line["statusCode"] for line in track["data"]] == STATES
    assert track["data"][0]["context"] == "【广州市】您的快件已由【广州市揽投部】揽收"
    assert track["data"][-1]["areaName"] == "北京市"


def test_the_newest_line_comes_first_by_default_and_the_state_is_basic(sandbox, ask):
    number = _number()
    sandbox.hand_in("yuantong", number)
    sandbox.move("yuantong", number, steps=6)

    track = ask("yuantong", number)

    times = [line["time"] for line in track["data"]]
    assert times == sorted(times, reverse=True)
    assert (track["state"], track["ischeck"]) == ("5", "0")
    assert "statusCode" not in track["data"][0]


def test_a_parcel_moves_by_itself_as_scaled_time_passes(sandbox, ask):
    number = _number()
    sandbox.hand_in("yuantong", number)

    before = ask("yuantong", number)
    track = wait_until(
        lambda: (found := ask("yuantong", number)).get("data") and found, "the first line"
    )

    assert before["returnCode"] == "500"
    assert track["state"] == "1"


def test_a_typed_number_has_no_data_at_first_and_is_on_its_way_then(sandbox, ask):
    number = _number()

    first = ask("yuantong", number, **{"from": "成都市", "to": "重庆市"})
    track = wait_until(
        lambda: (found := ask("yuantong", number)).get("data") and found, "the first line"
    )

    assert first == {"result": False, "returnCode": "500", "message": first["message"]}
    assert "成都市" in track["data"][-1]["context"]


def test_an_unknown_number_stays_unknown_when_nobody_hands_it_in(sandbox, ask):
    sandbox.rules(kuaidi100_auto_hand_in=False)
    number = _number()

    assert ask("yuantong", number)["returnCode"] == "500"
    assert sandbox.control("GET", "kuaidi100/parcels", params={"number": number}) == {"parcels": []}


@pytest.mark.parametrize(
    ("problem", "steps", "state"),
    [
        ("refused", 0, "203"),
        ("refused", 2, "4"),
        ("returned", 0, "6"),
        ("lost", 3, "2"),
        ("stuck", 0, "208"),
        ("stuck", 5, "301"),
    ],
)
def test_a_parcel_can_go_wrong(sandbox, ask, problem, steps, state):
    number = _number()
    sandbox.hand_in("yuantong", number)
    sandbox.move("yuantong", number, steps=2)

    sandbox.move("yuantong", number, problem=problem)
    if steps:
        sandbox.move("yuantong", number, steps=steps)

    assert ask("yuantong", number, resultv2="4")["state"] == state


def test_a_parcel_of_the_past_has_its_fixed_times(sandbox, ask):
    number = _number()
    signed = timezone.localtime(timezone.now() - timedelta(days=3)).replace(microsecond=0)
    collected = signed - timedelta(days=2)
    sandbox.hand_in(
        "yuantong", number, collected_at=collected.isoformat(), signed_at=signed.isoformat()
    )

    track = ask("yuantong", number, resultv2="4")

    assert track["data"][-1]["time"] == collected.strftime("%Y-%m-%d %H:%M:%S")
    assert track["data"][0]["time"] == signed.strftime("%Y-%m-%d %H:%M:%S")
    assert track["ischeck"] == "1"


def test_handing_in_twice_changes_nothing(sandbox):
    number = _number()
    sandbox.hand_in("yuantong", number, to_city="天津市")

    again = sandbox.hand_in("yuantong", number, to_city="长春市")

    parcels = sandbox.control("GET", "kuaidi100/parcels", params={"number": number})["parcels"]
    assert again == {"added": 0, "known": 1}
    assert [parcel["to_city"] for parcel in parcels] == ["天津市"]


@pytest.mark.parametrize("company", ["shunfeng", "zhongtong"])
def test_some_carriers_want_the_phone(sandbox, ask, company):
    number = _number("SF")
    sandbox.hand_in(company, number, phone="13800138000")
    sandbox.move(company, number)

    assert ask(company, number)["returnCode"] == "408"
    assert ask(company, number, phone="0001")["returnCode"] == "408"
    assert ask(company, number, phone="8000")["status"] == "200"
    assert ask(company, number, phone="13800138000")["status"] == "200"


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"sign": "0" * 32}, "503"),
        ({"param": '{"com":"yuantong","num":"YT0000000000000"}'}, "503"),
        ({"customer": "SOMEBODY"}, "601"),
        ({"sign": ""}, "400"),
    ],
    ids=["sign", "param", "customer", "missing"],
)
def test_an_altered_query_is_refused(ask, after, code):
    assert ask("yuantong", _number(), after=after)["returnCode"] == code


@pytest.mark.parametrize(("company", "number"), [("pigeon", "YT1234567890123"), ("yuantong", "1")])
def test_a_query_with_wrong_facts_is_refused(ask, company, number):
    assert ask(company, number)["returnCode"] == "400"


def test_asking_again_too_soon_locks_the_number(sandbox, ask):
    number = _number()
    sandbox.hand_in("yuantong", number)
    sandbox.move("yuantong", number)
    sandbox.rules(kuaidi100_interval=True)

    first = ask("yuantong", number)
    second = ask("yuantong", number)
    later = wait_until(
        lambda: (found := ask("yuantong", number)).get("data") and found, "30 scaled minutes"
    )

    assert first["status"] == "200"
    assert second["returnCode"] == "500"
    assert "锁定" in second["message"]
    assert later["status"] == "200"


def test_the_carrier_is_guessed_from_the_number(sandbox):
    key = sandbox.kuaidi100_account()["key"]

    answer = sandbox.call(
        "GET", "/kuaidi100/autonumber/auto", params={"num": "YT1234567890123", "key": key}
    ).json()
    refused = sandbox.call(
        "GET", "/kuaidi100/autonumber/auto", params={"num": "YT1234567890123", "key": "x"}
    ).json()

    assert [row["comCode"] for row in answer] == ["yuantong"]
    assert refused["returnCode"] == "601"


def test_the_page_of_parcels_moves_one_on(sandbox):
    number = _number()
    sandbox.hand_in("yuantong", number)

    page = sandbox.press("/kuaidi100/parcels/", f"/kuaidi100/parcels/yuantong/{number}/move/")

    assert number in page
    assert "揽收" in page
