"""Page views as facts. The table is partitioned by day, which a migration does in SQL."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageView(models.Model):
    """One page seen by one visitor. No personal data; `visitor` is a random cookie value."""

    pk = models.CompositePrimaryKey("day", "event_id")
    day = models.DateField()
    event_id = models.UUIDField()
    at = models.DateTimeField()
    visitor = models.CharField(max_length=32)
    session = models.CharField(max_length=32)
    user_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=200)
    page = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    campaign = models.CharField(max_length=60, blank=True)
    product_id = models.BigIntegerField(null=True)
    region_code = models.CharField(max_length=6, blank=True)
    device = models.CharField(max_length=10, blank=True)

    class Meta:
        managed = False
        db_table = "analytics_page_view"
        verbose_name = _("page view")
        verbose_name_plural = _("page views")

    def __str__(self) -> str:
        return f"{self.day} {self.path}"
