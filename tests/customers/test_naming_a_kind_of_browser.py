import pytest

from customers.browsers import kind_of_browser

pytestmark = pytest.mark.req("PAY-16")

ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
ON_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("agent", "languages", "kind"),
    [
        (f"{ON_WINDOWS} Chrome/129.0 Safari/537.36", "zh-CN,zh;q=0.9", "chrome/windows/zh-cn"),
        (f"{ON_WINDOWS} Chrome/129.0 Safari/537.36 Edg/129.0", "zh-CN", "edge/windows/zh-cn"),
        (f"{ON_IPHONE} Version/18.0 Mobile Safari/604.1", "en;q=0.9", "safari/iphone/en"),
        (f"{ON_IPHONE} MicroMessenger/8.0.50", "zh-CN", "wechat/iphone/zh-cn"),
        ("", "", "other/other/"),
    ],
    ids=["Chrome", "Edge", "Safari", "WeChat", "says nothing"],
)
def test_a_browser_is_named_by_family_system_and_language(agent, languages, kind):
    assert kind_of_browser(agent=agent, languages=languages) == kind


def test_a_new_version_is_the_same_kind():
    old, new = (f"{ON_WINDOWS} Chrome/{version}.0 Safari/537.36" for version in (129, 130))

    assert kind_of_browser(agent=old, languages="") == kind_of_browser(agent=new, languages="")
