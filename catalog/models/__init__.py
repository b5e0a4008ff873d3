from catalog.models.brand import Brand
from catalog.models.category import Category
from catalog.models.claim import Claim, ClaimException, ClaimWaiver
from catalog.models.listing import Listing
from catalog.models.listing_step import ListingStep
from catalog.models.media import MediaAsset, MediaFolder, MediaUse, ProductVideo
from catalog.models.missed_word import LonelyMiss, MissedWord
from catalog.models.picture import ProductPicture
from catalog.models.pre_sale import PreSaleTerms
from catalog.models.price import SkuPrice
from catalog.models.product import Product, ProductAttribute, ProductAuthor, ProductHistory
from catalog.models.product_flag import ProductFlag
from catalog.models.product_type import Attribute, AttributeValue, ProductType
from catalog.models.qualification import Qualification, QualificationKind
from catalog.models.quality_complaint import QualityComplaint
from catalog.models.sales_region import SalesRegion
from catalog.models.search import HotWord, SearchWord, Synonym
from catalog.models.sku import Sku, SkuValue
from catalog.models.tag import Tag

__all__ = [
    "Attribute",
    "AttributeValue",
    "Brand",
    "Category",
    "Claim",
    "ClaimException",
    "ClaimWaiver",
    "HotWord",
    "Listing",
    "ListingStep",
    "LonelyMiss",
    "MediaAsset",
    "MediaFolder",
    "MediaUse",
    "MissedWord",
    "PreSaleTerms",
    "Product",
    "ProductAttribute",
    "ProductAuthor",
    "ProductFlag",
    "ProductHistory",
    "ProductPicture",
    "ProductType",
    "ProductVideo",
    "Qualification",
    "QualificationKind",
    "QualityComplaint",
    "SalesRegion",
    "SearchWord",
    "Sku",
    "SkuPrice",
    "SkuValue",
    "Synonym",
    "Tag",
]
