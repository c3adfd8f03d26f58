"""Upkeep of images: checking, counting, packing, saving, restoring, salvaging."""

from perdure.image.maintenance.operations import backup, check, pack, restore, salvage, stats

__all__ = ["backup", "check", "pack", "restore", "salvage", "stats"]
