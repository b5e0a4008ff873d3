from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from catalog.models import (
            Attribute,
            AttributeValue,
            Brand,
            Category,
            Claim,
            ClaimException,
            ClaimWaiver,
            HotWord,
            MediaAsset,
            MediaFolder,
            PreSaleTerms,
            Product,
            ProductPicture,
            Qualification,
            Sku,
            SkuPrice,
            Synonym,
            Tag,
        )

        auditlog.register(Product, exclude_fields=["updated_at"], m2m_fields={"tags"})
        noise = ["attempts", "busy_until", "renditions", "outdated", "was_used"]
        auditlog.register(MediaAsset, exclude_fields=noise)
        auditlog.register(MediaFolder)
        words = (Claim, ClaimException, ClaimWaiver, HotWord, PreSaleTerms, Qualification, Synonym)
        for model in (
            Attribute,
            AttributeValue,
            Brand,
            Category,
            ProductPicture,
            Sku,
            SkuPrice,
            Tag,
            *words,
        ):
            auditlog.register(model)
