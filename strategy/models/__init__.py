from strategy.models.links import ChainLink

__all__ = ["ChainLink"]
