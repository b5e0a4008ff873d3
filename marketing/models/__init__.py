from marketing.models.banner import Banner

__all__ = ["Banner"]
