"""The models of shop.common, one file per aggregate."""

from shop.common.models.change import Change
from shop.common.models.export_job import ExportJob
from shop.common.models.idempotency import IdempotencyKey
from shop.common.models.import_job import ImportChunk, ImportJob, ImportProblem
from shop.common.models.message import Channel, Message, MessageTemplate
from shop.common.models.outbox import OutboxDelivery, OutboxEvent
from shop.common.models.policy import PolicyValue
from shop.common.models.provider_account import ProviderAccount
from shop.common.models.region import Region
from shop.common.models.reveal_log import RevealLog
from shop.common.models.seo import SeoFields
from shop.common.models.slug_redirect import SlugRedirect

__all__ = [
    "Change",
    "Channel",
    "ExportJob",
    "IdempotencyKey",
    "ImportChunk",
    "ImportJob",
    "ImportProblem",
    "Message",
    "MessageTemplate",
    "OutboxDelivery",
    "OutboxEvent",
    "PolicyValue",
    "ProviderAccount",
    "Region",
    "RevealLog",
    "SeoFields",
    "SlugRedirect",
]
