"""The one app of the sandbox project."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "shop.sandbox"
    label = "sandbox"
    verbose_name = "Sandbox"
