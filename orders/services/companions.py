"""What is bought together, counted from the orders and handed to marketing."""

from datetime import datetime, timedelta

from django.utils import timezone

from marketing.policies import RecommendationPolicies
from marketing.services.recommendations import replace_bought_together
from orders.selectors.bought_together import bought_together
from shop.common.policies import policies


def count_bought_together(*, at: datetime | None = None) -> int:
    """Count anew which goods go together and say how many pairs there are. Safe to repeat."""
    chosen = policies(RecommendationPolicies)
    since = (at or timezone.now()) - timedelta(days=chosen.together_days)
    pairs = bought_together(since=since, least=chosen.together_orders)
    return replace_bought_together(pairs=pairs)
