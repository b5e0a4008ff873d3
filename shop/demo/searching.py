"""What the operators of the demo shop taught its search."""

# Words under the search field, with the page that one of them opens.
HOT_WORDS = (
    ("连衣裙", ""),
    ("蓝牙耳机", ""),
    ("空气炸锅", ""),
    ("保温杯", ""),
    ("每日坚果", ""),
    ("瑜伽垫", ""),
    ("马丁靴", ""),
)

# Each word of a group finds the others.
SYNONYMS = (
    ("充电宝", "移动电源"),
    ("耳麦", "耳机"),
    ("笔记本电脑", "手提电脑", "笔电"),
    ("双肩包", "书包", "背包"),
    ("热水壶", "烧水壶", "电水壶"),
    ("防晒霜", "防晒乳"),
    ("沐浴露", "沐浴乳"),
    ("马克杯", "水杯"),
    ("健身垫", "瑜伽垫"),
    ("洗头膏", "洗发水"),
    ("T恤", "短袖"),
)

# The first word finds the others; they do not find it.
ONE_WAY = (
    ("年货", ("坚果", "茶叶", "巧克力")),
    ("露营", ("帐篷", "睡袋")),
)
