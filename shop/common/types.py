"""Values of shop.common that cross the border to the apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ProviderConfig:
    """A provider's account in clear, for its adapter alone; never put into a log."""

    provider: str
    is_enabled: bool
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)

    def has(self, *names: str) -> bool:
        """Say whether every one of these settings or secrets is filled in."""
        return all(self.settings.get(name) or self.secrets.get(name) for name in names)


@dataclass(frozen=True, kw_only=True)
class RegionChoice:
    code: str
    name: str
    has_children: bool


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way down to a page."""

    name: str
    url: str
