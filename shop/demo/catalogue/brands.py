"""Invented brands. None of them is a trade mark that we know of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    name: str
    latin: str
    story: str


BRANDS = (
    Brand("岚枝", "LANZHI", "做通勤也能穿的女装，面料先摸再选。"),
    Brand("石径里", "SHIJINGLI", "男装日常款，重裁剪，少装饰。"),
    Brand("踏岭", "TALING", "给走路多的人做鞋。"),
    Brand("囊野", "NANGYE", "背包与提包，先想好里面装什么。"),
    Brand("弦象", "XIANXIANG", "手机、电脑与穿戴设备。"),
    Brand("鸣谷", "MINGGU", "耳机与音箱，调音耐听。"),
    Brand("灶语", "ZAOYU", "小厨房里的电器。"),
    Brand("坯间", "PIJIAN", "陶瓷与餐桌。"),
    Brand("眠里", "MIANLI", "毛巾、抱枕等贴身织物。"),
    Brand("匣序", "XIAXU", "收纳、灯具与小陈设。"),
    Brand("润霁", "RUNJI", "护肤与防晒，成分表写在正面。"),
    Brand("绛河", "JIANGHE", "唇妆。"),
    Brand("沐汀", "MUTING", "洗发与沐浴。"),
    Brand("粒集", "LIJI", "坚果与巧克力。"),
    Brand("茗坞里", "MINGWULI", "茶与咖啡。"),
    Brand("垄上新", "LONGSHANGXIN", "米与当季水果。"),
    Brand("劲渡", "JINDU", "健身器材与露营装备。"),
    Brand("木豆坊", "MUDOUFANG", "木玩与布偶。"),
    Brand("页岛", "YEDAO", "图书与本册。"),
    Brand("爪印屋", "ZHUAYINWU", "猫狗主粮。"),
)
