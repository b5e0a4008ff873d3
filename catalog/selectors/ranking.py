"""The order of search results. These figures are published at /search/rules/: keep them true."""

# How much a word counts by where it stands. D, C, B, A as PostgreSQL orders the weights.
IN_TITLE = 1.0
IN_BRAND_OR_NUMBER = 0.6
IN_CATEGORY = 0.3
ELSEWHERE = 0.1
WEIGHTS = (ELSEWHERE, IN_CATEGORY, IN_BRAND_OR_NUMBER, IN_TITLE)

# What is added to the fit of the words, as a share of it.
IN_STOCK_BONUS = 0.2
SALES_BONUS = 0.3
SALES_FOR_FULL_BONUS = 10_000

# What only looks alike comes after what has the words.
LOOKS_ALIKE = 0.05

# Of more goods than this, the best sold are ranked and counted.
MOST_GOODS = 1_000

# Over the columns of a listing row; takes the query as text, twice the text for `similar`.
_FIT = f"ts_rank('{{{','.join(map(str, WEIGHTS))}}}', search_vector, %s::tsquery)"
_BONUS = (
    f"(1 + {IN_STOCK_BONUS} * in_stock::int + {SALES_BONUS} * "
    f"least(ln(1 + sold_count) / ln(1 + {SALES_FOR_FULL_BONUS}), 1))"
)
BEST_FIRST = "in_stock DESC, sold_count DESC, product_id DESC"
BY_SCORE = f"{_FIT} * {_BONUS} DESC, {BEST_FIRST}"
BY_LOOSE_SCORE = (
    f"({_FIT} + {LOOKS_ALIKE} * word_similarity(%s, search_text)) * {_BONUS} DESC, {BEST_FIRST}"
)
READ_BY_SCORES = ("search_vector", "search_text")
